// What the built Worker weighs on the wire: the number that Cloudflare's limit and our own budget are about.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleDir } from './project.mjs';

/** Gzipped bytes of the wasm, of the script around it, and of both. */
export function bundleSize() {
  const wasm = gzipped('index_bg.wasm');
  const script = gzipped('index.js');
  return { wasm, script, total: wasm + script };
}

const gzipped = (name) => gzipSync(readFileSync(join(bundleDir, name)), { level: 9 }).length;
