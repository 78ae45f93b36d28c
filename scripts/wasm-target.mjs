// The toolchain that compiles to wasm32-unknown-unknown: the present one, rustup's, or at last Debian's.
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { debian, installDebian } from './wasm-target-debian.mjs';
import { answer, watch } from './process.mjs';
import { Failure, main, say } from './terminal.mjs';

const TARGET = 'wasm32-unknown-unknown';
const RUSTUP_LIMIT_MS = 120_000;

/** The cargo and rustc that every other step uses. */
const present = { name: 'the present toolchain', env: process.env };

/**
 * A toolchain that has the target, as a name and an environment to run cargo in.
 * `NIGH_WASM_TOOLCHAIN=debian` goes straight to the last resort, so that it can be tried anywhere.
 */
export async function ensureWasmTarget() {
  const onlyDebian = process.env.NIGH_WASM_TOOLCHAIN === 'debian';
  if (!onlyDebian && hasTarget(present)) return present;
  if (debian.isCurrent() && hasTarget(debian)) return debian;
  if (!onlyDebian && await addWithRustup()) return present;
  say("No wasm target from rustup here: Debian's rustc-web compiles it, with std built from Debian's source.");
  await installDebian();
  if (!hasTarget(debian)) throw new Failure(`Debian's rustc still has no ${TARGET}.`);
  return debian;
}

/** An existing but empty target folder deceives worker-build, so look for std itself. */
function hasTarget({ env }) {
  const folder = answer('rustc', ['--print', 'target-libdir', '--target', TARGET], env);
  try {
    return readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name));
  } catch {
    return false;
  }
}

async function addWithRustup() {
  if (answer('rustup', ['--version']) === null) return false;
  const limit = { timeoutMs: RUSTUP_LIMIT_MS };
  try {
    await watch('the wasm target, by rustup', '10 s', 'rustup', ['target', 'add', TARGET], limit);
  } catch {
    return false;
  }
  return hasTarget(present);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => say(`wasm: ${(await ensureWasmTarget()).name}`));
}
