// Says what each crate weighs in the Worker: the bodies of its functions, gzipped together, as the linker left them
// (the build drops their names). Run it after `npm run build`: `npm run weigh`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inRoot } from './project.mjs';
import { main, say } from './terminal.mjs';

const WASM = join('wasm32-unknown-unknown', 'release', 'nigh.wasm');
const STD = new Set(['core', 'alloc', 'std', 'compiler_builtins', 'dlmalloc', 'hashbrown', 'miniz_oxide', 'rustc_demangle']);
const SECTION = { custom: 0, imports: 2, code: 10, data: 11 };

/** Reads numbers and texts of the WebAssembly binary format from a place on. */
class Reader {
  constructor(bytes, at = 0) { this.bytes = bytes; this.at = at; }
  byte() { return this.bytes[this.at++]; }
  number() {
    let [value, shift, byte] = [0, 0, 0];
    do { byte = this.byte(); value += (byte & 127) * 2 ** shift; shift += 7; } while (byte & 128);
    return value;
  }
  take() { const length = this.number(); return this.bytes.subarray(this.at, this.at += length); }
  text() { return Buffer.from(this.take()).toString('utf8'); }
  times(make) { return Array.from({ length: this.number() }, make); }
  limits() { const more = this.byte() & 1; this.number(); if (more) this.number(); }
}

/** The sections of a module: kind and bytes. */
function sections(bytes) {
  const reader = new Reader(bytes, 8);
  const found = [];
  while (reader.at < bytes.length) found.push({ kind: reader.byte(), bytes: reader.take() });
  return found;
}

/** How many functions come from outside: the names count them first. */
function importedFunctions(bytes) {
  const reader = new Reader(bytes);
  const kinds = reader.times(() => {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) reader.number();
    else if (kind === 1) { reader.byte(); reader.limits(); } else if (kind === 2) reader.limits();
    else reader.at += 2;
    return kind;
  });
  return kinds.filter((kind) => kind === 0).length;
}

/** Names of functions by their index, from the custom section `name`. */
function functionNames(bytes) {
  const reader = new Reader(bytes);
  if (reader.text() !== 'name') return new Map();
  while (reader.at < bytes.length) {
    const kind = reader.byte();
    const part = new Reader(reader.take());
    if (kind === 1) return new Map(part.times(() => [part.number(), part.text()]));
  }
  return new Map();
}

/** The crate of a mangled name: of the path itself, or of the type that a trait is implemented for. */
export function crateOf(name) {
  const v0 = /^_R.*?Cs[0-9A-Za-z]+_(\d+)/.exec(name);
  const legacy = /^_ZN(\d+)/.exec(name);
  const length = v0 ?? legacy;
  if (length === null) return 'glue and the rest';
  const first = name.slice(length[0].length, length[0].length + Number(length[1]));
  const crate = first.startsWith('_') ? (/([a-z][a-z0-9_]*)\.\./.exec(first)?.[1] ?? 'core') : first;
  return /^(wasm_bindgen|js_sys|worker|web_sys|serde_wasm)/.test(crate) ? 'worker and wasm-bindgen' : crate;
}

function weigh(bytes) {
  const all = sections(bytes);
  const only = (kind) => all.filter((section) => section.kind === kind).map((section) => section.bytes);
  const names = new Map(only(SECTION.custom).flatMap((custom) => [...functionNames(custom)]));
  const first = only(SECTION.imports).map(importedFunctions)[0] ?? 0;
  const code = new Reader(only(SECTION.code)[0]);
  const byCrate = new Map();
  code.times((_, index) => {
    const crate = crateOf(names.get(first + index) ?? '');
    const key = STD.has(crate) ? 'std' : crate;
    byCrate.set(key, [...(byCrate.get(key) ?? []), code.take()]);
  });
  byCrate.set('constants (data)', only(SECTION.data));
  return [...byCrate].map(([crate, parts]) => ({ crate, parts: parts.length, gzip: gzipSync(Buffer.concat(parts), { level: 9 }).length }));
}

await main(async () => {
  const target = process.env.CARGO_TARGET_DIR ?? inRoot('target-wasm');
  const rows = weigh(readFileSync(join(target, WASM))).sort((a, b) => b.gzip - a.gzip);
  for (const { crate, parts, gzip } of rows.filter((row) => row.gzip >= 200)) {
    say(`${(gzip / 1000).toFixed(1).padStart(7)} kB  ${crate} (${parts})`);
  }
});
