// benches/native: nigh's engine without a runtime, and how many instructions it takes.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, ended, start, watch } from '../scripts/process.mjs';
import { inRoot } from '../scripts/project.mjs';
import { Failure } from '../scripts/terminal.mjs';
import { benchDir } from './data.mjs';

const PACKAGE = 'benches/native/Cargo.toml';
const TARGET = inRoot('target', 'native');
const BINARY = join(TARGET, 'release', 'nigh-native-bench');

export async function buildEngine() {
  const env = { ...process.env, CARGO_TARGET_DIR: TARGET };
  const args = ['build', '--release', '--locked', '--manifest-path', PACKAGE];
  await watch('benches/native', 'first 5 min, then a minute', 'cargo', args, { env });
}

/** What a mode of the program prints. */
export async function engine(...args) {
  const printed = await output(BINARY, args);
  return JSON.parse(printed);
}

/** Whether instructions can be counted here. */
export const hasValgrind = () => answer('valgrind', ['--version']) !== null;

/**
 * Instructions of a question, of those in a file, once everything is in memory: what two more passes add to one that
 * is warm already. `mode` is `nearest` or `requests`.
 */
export async function instructions(mode, snapshot, questionsFile, count) {
  const [less, more] = [await counted(mode, snapshot, questionsFile, 2), await counted(mode, snapshot, questionsFile, 4)];
  return (more - less) / (2 * count);
}

async function counted(mode, snapshot, questionsFile, times) {
  const file = join(benchDir, 'callgrind.out');
  rmSync(file, { force: true });
  await output('valgrind', [
    '--quiet', '--tool=callgrind', `--callgrind-out-file=${file}`, BINARY, mode, snapshot, questionsFile, `${times}`,
  ]);
  const totals = existsSync(file) ? /^(?:summary|totals): (\d+)/m.exec(readFileSync(file, 'utf8')) : null;
  if (totals === null) throw new Failure(`callgrind counted nothing: see ${file}`);
  return Number(totals[1]);
}

/** A file of questions for the program. */
export function questionsFile(name, paths) {
  mkdirSync(benchDir, { recursive: true });
  const file = join(benchDir, `${name}.questions`);
  writeFileSync(file, `${paths.join('\n')}\n`);
  return file;
}

async function output(command, args) {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (bytes) => { text += bytes; });
  const code = await ended(child);
  if (code !== 0) throw new Failure(`${command} ${args.join(' ')} failed (${code})`);
  return text;
}
