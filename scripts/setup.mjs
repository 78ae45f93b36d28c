// Everything a build needs and a clone has not: npm packages, the wasm target, worker-build and wasm-bindgen.
// `npm start` and `npm test` call it; what is there already costs a fraction of a second.
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureCargoTools, toolPath } from './cargo-tools.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { checkPrerequisites } from './prerequisites.mjs';
import { inRoot, toolsDir, wasmTargetDir } from './project.mjs';
import { main, say } from './terminal.mjs';
import { ensureWasmTarget } from './wasm-target.mjs';

/** Does what is missing, and returns the toolchain of the wasm build with the environment to run it in. */
export async function setup() {
  checkPrerequisites();
  await ensureNpmPackages();
  const toolchain = await ensureWasmTarget();
  await ensureCargoTools();
  return { ...toolchain, env: wasmEnvironment(toolchain.env) };
}

/** Code is downloaded and compiled before it runs, so of two copies the one that is called is the better. */
const FEW_COPIES = '-Cllvm-args=-inline-threshold=40';
/** Every V8 of workerd has vectors; with them the Worker is a hundredth smaller. */
const VECTORS = '-Ctarget-feature=+simd128';

/** worker-build downloads these tools unless their names are given. */
function wasmEnvironment(env) {
  return {
    ...env,
    RUSTFLAGS: [env.RUSTFLAGS, FEW_COPIES, VECTORS].filter(Boolean).join(' '),
    PATH: [env.PATH, join(toolsDir, 'bin')].join(delimiter),
    CARGO_TARGET_DIR: wasmTargetDir,
    WASM_BINDGEN_BIN: toolPath('wasm-bindgen'),
    WASM_OPT_BIN: inRoot('node_modules', '.bin', 'wasm-opt'),
    ESBUILD_BIN: inRoot('node_modules', '.bin', 'esbuild'),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => say(`Ready. wasm is compiled by ${(await setup()).name}.`));
}
