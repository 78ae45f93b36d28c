// Builds the Workers of this folder, with the tools and the flags that build nigh.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { toolPath } from '../../scripts/cargo-tools.mjs';
import { show } from '../../scripts/process.mjs';
import { inRoot } from '../../scripts/project.mjs';

const BUILT = inRoot('target-wasm', 'floor');
const FILES = ['index.js', 'index_bg.wasm'];

/** The modules of a built Worker: `hello` or `constant`. */
export const floor = (name) => ({ modules: [['esModule', at(name, FILES[0])], ['wasm', at(name, FILES[1])]] });

const at = (name, file) => join(BUILT, name, file);

/** Compiles one; `constant` needs its reply beforehand. */
export async function buildFloor(name, { env }) {
  const cwd = inRoot('benches', 'floor', name);
  await show(toolPath('worker-build'), ['--release'], { cwd, env: { ...env, CARGO_TARGET_DIR: join(BUILT, 'cargo') } });
  mkdirSync(join(BUILT, name), { recursive: true });
  for (const file of FILES) copyFileSync(join(cwd, 'build', file), at(name, file));
}
