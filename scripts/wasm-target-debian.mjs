// The last resort for the wasm target: Debian's rustc-web, and std compiled from Debian's own source of it.
// Debian ships no std for this target, but its source and every crate it needs: the build uses no network.
import {
  copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer, watch } from './process.mjs';
import { Failure } from './terminal.mjs';

const TARGET = 'wasm32-unknown-unknown';
const RUSTC = '/usr/bin/rustc';
const PACKAGES = ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-clippy'];
const LIBRARIES = `/usr/lib/rustlib/${TARGET}/lib`;
const STAMP = join(LIBRARIES, '.built-for');
const STD = 'std,panic_abort,panic_unwind,proc_macro';

/** Debian's toolchain: its programs come before any other of the same name. */
export const debian = {
  name: "Debian's rustc-web",
  env: { ...process.env, PATH: `/usr/bin:${process.env.PATH}` },
  isCurrent: () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === answer(RUSTC, ['-vV']),
};

/** Installs the packages, builds std once for that very rustc, and puts it where rustc looks. */
export async function installDebian() {
  requireRoot();
  await watch("Debian's package lists", '10 s', 'apt-get', ['update']);
  await install(PACKAGES, '1 to 2 min');
  const version = answer(RUSTC, ['-vV']);
  const llvm = /^LLVM version: (\d+)/m.exec(version)[1];
  await install([`lld-${llvm}`], '10 s');
  linkLinker(/^host: (.+)$/m.exec(version)[1], `/usr/lib/llvm-${llvm}/bin/lld`);
  await buildStd();
  writeFileSync(STAMP, version);
}

function requireRoot() {
  if (answer('apt-get', ['--version']) === null) {
    throw new Failure(`The wasm target is missing. Install it with\n  rustup target add ${TARGET}`);
  }
  if (process.getuid() === 0) return;
  throw new Failure(
    `The wasm target is missing, and rustup cannot fetch it. Run once, as root:\n` +
    `  sudo ${process.execPath} scripts/wasm-target.mjs\n` +
    `It installs ${PACKAGES.join(', ')} and LLVM's lld by apt-get, and builds std into ${LIBRARIES}.`,
  );
}

async function install(packages, expected) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  await watch(`Debian packages ${packages.join(' ')}`, expected, 'apt-get', args, { env });
}

/** rustc links wasm with `rust-lld`, which Debian leaves out: LLVM's lld is the same program. */
function linkLinker(host, lld) {
  const folder = `/usr/lib/rustlib/${host}/bin`;
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'rust-lld'), { force: true });
  symlinkSync(lld, join(folder, 'rust-lld'));
}

async function buildStd() {
  const crate = mkdtempSync(join(tmpdir(), 'wasm-std-'));
  mkdirSync(join(crate, 'src'));
  writeFileSync(join(crate, 'Cargo.toml'), '[package]\nname = "empty"\nedition = "2021"\n');
  writeFileSync(join(crate, 'src', 'lib.rs'), '#![no_std]\n');
  const target = join(crate, 'target');
  const flags = { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Cembed-bitcode=yes', CARGO_TARGET_DIR: target };
  const env = { ...debian.env, ...flags };
  await watch('std for wasm, from source', '1 min', 'cargo', buildArguments(), { env, cwd: crate });
  copyLibraries(join(target, TARGET, 'release', 'deps'));
  rmSync(crate, { recursive: true });
}

function buildArguments() {
  const vendor = `${answer(RUSTC, ['--print', 'sysroot'])}/lib/rustlib/src/rust/library/vendor`;
  return [
    'build', '--release', '--offline', '--target', TARGET, `-Zbuild-std=${STD}`,
    '--config', 'source.crates-io.replace-with="std-vendor"',
    '--config', `source.std-vendor.directory="${vendor}"`,
  ];
}

function copyLibraries(from) {
  rmSync(LIBRARIES, { recursive: true, force: true });
  mkdirSync(LIBRARIES, { recursive: true });
  for (const name of readdirSync(from)) {
    const wanted = /^lib.*\.(rlib|rmeta)$/.test(name) && !name.startsWith('libempty-');
    if (wanted) copyFileSync(join(from, name), join(LIBRARIES, name));
  }
}
