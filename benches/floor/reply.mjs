// A reply of nigh as the constant that `constant` is compiled with.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../scripts/project.mjs';

/** What the runtime adds to every response by itself. */
const RUNTIMES_OWN = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** Asks a running nigh, and keeps the body and the headers of its answer where the compiler looks for them. */
export async function keepReply(url) {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  const body = Buffer.from(await response.arrayBuffer());
  const headers = [...response.headers].filter(([name]) => !RUNTIMES_OWN.has(name));
  const folder = inRoot('benches', 'floor', 'constant', 'reply');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'body.json'), body);
  const pairs = headers.map(([name, value]) => `    (${JSON.stringify(name)}, ${JSON.stringify(value)}),\n`);
  writeFileSync(join(folder, 'headers.rs'), `[\n${pairs.join('')}]\n`);
  return body.length;
}
