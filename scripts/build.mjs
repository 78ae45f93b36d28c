// Builds the command line, the Worker (build/) and the static files (dist/), and says what they weigh.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleSize } from './bundle-size.mjs';
import { hashOf } from './input-hash.mjs';
import { answer, show } from './process.mjs';
import { bundleDir, cargoTools, namedWasm, nighProfile } from './project.mjs';
import { toolPath } from './cargo-tools.mjs';
import { setup } from './setup.mjs';
import { buildSite } from './site.mjs';
import { main, say } from './terminal.mjs';

/** What the Worker is made of; the command line's own files are not part of it. */
const INPUTS = ['Cargo.toml', 'Cargo.lock', 'src'];
const NATIVE_ONLY = ['src/main.rs', 'src/cli'];
/** With its tests the command line has their dependencies' features, as `cargo test` has built it: nothing is built anew. */
const WITH = nighProfile === 'dev' ? ['--test', 'suite'] : [];
const STAMP = join(bundleDir, '.inputs-sha256');

export async function build(toolchain) {
  await buildCommandLine();
  await buildWorker(toolchain);
  await buildSite();
}

export async function buildCommandLine() {
  say(`→ the command line: cargo build --profile ${nighProfile} (first 2 to 4 min, then seconds)`);
  await show('cargo', ['build', '--profile', nighProfile, '--locked', '--bin', 'nigh', ...WITH]);
}

export async function buildWorker({ env }) {
  const inputs = hashOf(INPUTS, NATIVE_ONLY, [answer('rustc', ['-vV'], env), JSON.stringify(cargoTools), env.RUSTFLAGS]);
  if (existsSync(namedWasm) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputs) {
    say('✓ the Worker is up to date');
  } else {
    say('→ the Worker: worker-build --release (first 2 to 3 min, then 10 s)');
    await show(toolPath('worker-build'), ['--release'], { env });
    await strip(env);
    writeFileSync(STAMP, inputs);
  }
  say(`✓ build/: ${describe(bundleSize())}`);
}

/** Takes the names of functions out, a twelfth of the weight, and what `-Os` finds: nigh does not panic, so nobody reads names. */
async function strip(env) {
  const wasm = join(bundleDir, 'index_bg.wasm');
  copyFileSync(wasm, namedWasm);
  await show(env.WASM_OPT_BIN, [wasm, '--all-features', '-Os', '--strip-debug', '--strip-producers', '-o', wasm], { env });
}

function describe({ wasm, script, total }) {
  const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  return `${kb(total)} gzipped (wasm ${kb(wasm)}, js ${kb(script)})`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => build(await setup()));
}
