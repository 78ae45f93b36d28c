// Where the time of a warm request goes, as V8's profiler samples it in workerd.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from '../scripts/lab/load.mjs';
import { freePort } from '../scripts/lab/port.mjs';
import { startWorkerd } from '../scripts/lab/workerd.mjs';
import { bundleDir, inRoot, namedWasm, node22 } from '../scripts/project.mjs';
import { say } from '../scripts/terminal.mjs';
import { benchDir } from './data.mjs';
import { ASKED } from './warm.mjs';
import { worker } from './workers.mjs';

const SECONDS = 6;
const CONNECTIONS = 4;

/** What a function is for, by its name; the first that fits. Small ones are part of those that call them. */
const PARTS = [
  ['memory: taken and given back', /dlmalloc|raw_vec|memcpy|memmove|memset/],
  ['JSON and texts', /serde|Serialize|zmij|itoa|query::(reply|card|view|headline|actions)|core::fmt|str::|String/],
  ['distances', /geographiclib|nigh::place|libm|math|geo::/],
  ['hours and time', /schedule|nigh::time|almanac|query::hours/],
  ['stock', /stock|wares|nigh::item|query::goods|nearest::offer/],
  ['hashes', /twox|sip|hash/i],
  ['the question, its URL and headers', /nigh::edge|form_urlencoded|percent|query::question/],
  ['the search', /nigh::(nearest|query|order|snapshot)|sort/],
];

/** A row for the constant reply and one for each intent of a chain: `{worker, intent, requests, parts: {name: µs a request}}`. */
export async function profile({ size, kv, questions }) {
  const rows = [await profiled(worker('constant'), 'any', ['/'], 9)];
  for (const intent of ['go', 'buy']) {
    rows.push(await profiled({ ...worker('nigh'), ...named() }, intent, questions[intent].slice(0, ASKED[size]), kv.port));
  }
  return rows;
}

/** nigh with the names of its functions. */
function named() {
  const folder = join(benchDir, 'named');
  mkdirSync(folder, { recursive: true });
  copyFileSync(namedWasm, join(folder, 'index_bg.wasm'));
  return { modules: [['esModule', join(bundleDir, 'index.js')], ['wasm', join(folder, 'index_bg.wasm')]] };
}

async function profiled(one, intent, paths, kvPort) {
  const inspector = await freePort();
  const workerd = await startWorkerd([one], { kvPort, inspector });
  try {
    const asked = { port: workerd.ports[one.name][0], paths, connections: CONNECTIONS, seconds: SECONDS };
    await load({ ...asked, requests: Math.max(2_000, 2 * paths.length) });
    const profiler = [inRoot('benches', 'profiler.mjs'), `${inspector}`, `${one.name}.0`, `${SECONDS}`];
    const sampling = promisify(execFile)(node22, profiler, { maxBuffer: 1e9 });
    const { requests } = await load(asked);
    const parts = summed(JSON.parse((await sampling).stdout), requests);
    say(`  ${one.name} ${intent}: ${Object.entries(parts).map(([part, us]) => `${part} ${us.toFixed(0)} µs`).join(', ')}`);
    return { worker: one.name, intent, requests, parts };
  } finally {
    await workerd.stop();
  }
}

function summed(functions, requests) {
  const parts = {};
  for (const { name, url, us } of functions) {
    if (name === '(idle)') continue;
    const part = partOf(name, url);
    parts[part] = (parts[part] ?? 0) + us / requests;
  }
  return parts;
}

function partOf(name, url) {
  if (name === '(garbage collector)') return 'garbage of JavaScript';
  if (url.startsWith('wasm:')) return PARTS.find(([, names]) => names.test(name))?.[0] ?? 'the rest of the wasm';
  return url === '' && !/^wasm-to-js|^js-to-wasm/.test(name) ? 'workerd and V8' : 'between JavaScript and wasm';
}
