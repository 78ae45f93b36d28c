// The programs that must be there before anything else can be: each missing one is named with its remedy.
import { readFileSync } from 'node:fs';
import { answer } from './process.mjs';
import { inRoot } from './project.mjs';
import { Failure } from './terminal.mjs';

const RUSTUP = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";
const LINKER = process.platform === 'darwin'
  ? 'xcode-select --install'
  : 'apt-get install build-essential   (or: dnf install gcc)';
const NODE = 'https://nodejs.org/en/download';
const NODE_MAJOR = 20;

/** Fails with the whole list of what is missing, each with the command that installs it. */
export function checkPrerequisites() {
  const missing = [cargo(), rustc(), linker(), node(), npm()].filter(Boolean);
  if (missing.length === 0) return;
  const lines = missing.map(({ what, remedy }) => `  ${what}\n      ${remedy}`);
  throw new Failure(`Before nigh can be built, install:\n${lines.join('\n')}`);
}

/** `cargo fmt` and `cargo clippy`, which only the tests need. */
export function checkLinters() {
  const missing = ['fmt', 'clippy'].filter((tool) => answer('cargo', [tool, '--version']) === null);
  if (missing.length === 0) return;
  throw new Failure(
    `The tests need cargo ${missing.join(' and cargo ')}; install with\n` +
    '  rustup component add rustfmt clippy   (without rustup: apt-get install rustfmt-web rust-web-clippy)',
  );
}

function cargo() {
  return answer('cargo', ['--version']) === null && { what: 'cargo', remedy: RUSTUP };
}

function rustc() {
  const found = answer('rustc', ['--version']);
  const wanted = minimumRust();
  if (found === null) return { what: `rustc ${wanted} or newer`, remedy: RUSTUP };
  if (!older(found, wanted)) return null;
  return { what: `rustc ${wanted} or newer (this is ${found})`, remedy: 'rustup update stable' };
}

function linker() {
  const found = ['cc', 'gcc', 'clang'].some((name) => answer(name, ['--version']) !== null);
  return !found && { what: 'a C compiler, which links Rust programs', remedy: LINKER };
}

function node() {
  const old = Number(process.versions.node.split('.')[0]) < NODE_MAJOR;
  return old && { what: `Node ${NODE_MAJOR} or newer (this is ${process.version})`, remedy: NODE };
}

function npm() {
  return answer('npm', ['--version']) === null && { what: 'npm', remedy: `apt-get install npm   (or with Node: ${NODE})` };
}

/** `rust-version` of Cargo.toml: the one place where the minimum is written. */
function minimumRust() {
  return /^rust-version = "([\d.]+)"/m.exec(readFileSync(inRoot('Cargo.toml'), 'utf8'))?.[1] ?? '1.88';
}

function older(found, wanted) {
  const [major, minor] = /(\d+)\.(\d+)/.exec(found).slice(1).map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
