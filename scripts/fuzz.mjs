// `npm run fuzz`: runs every fuzzer of fuzz/, one after the other, and prints what each has had.
//   --executions N   of each target (10,000,000)
//   --until N        as many of each as are missing to so many, with those of earlier runs
//   --only a,b       these targets alone
//   --seeds          writes what they begin with to fuzz/corpus/, made of the fixtures
//   --keep           takes what reaches new code into fuzz/corpus/, as little of it as does
// The fuzzers are libFuzzer's, of crates.io, built by stable Rust; only the project itself and the parsers that it
// leans on are watched for coverage, so that the rest is fast: that takes one flag of Cargo's that is not stable.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { earlier, remember } from './fuzz-runs.mjs';
import { checkPrerequisites } from './prerequisites.mjs';
import { answer, ended, show, start, watch } from './process.mjs';
import { inRoot } from './project.mjs';
import { Failure, duration, main, progress, say } from './terminal.mjs';

/** Each with the longest input in bytes: long enough for all there is to say, and short enough to be fast. */
export const TARGETS = {
  agent: { maxLen: 768, dict: 'agent' },
  page: { maxLen: 1024 },
  words: { maxLen: 512 },
  places: { maxLen: 1024 },
  manifest: { maxLen: 1024 },
  head: { maxLen: 1024 },
  question: { maxLen: 512, dict: 'question' },
  cursor: { maxLen: 256 },
  hours: { maxLen: 128, dict: 'hours' },
  clock_hours: { maxLen: 256, dict: 'hours' },
  plain_csv: { maxLen: 512, dict: 'stores' },
  google_stores: { maxLen: 768, dict: 'stores' },
  all_the_places: { maxLen: 768, dict: 'stores' },
  google_products: { maxLen: 512, dict: 'goods' },
  google_inventory: { maxLen: 512, dict: 'goods' },
  texts: { maxLen: 128, dict: 'goods' },
  compiled: { maxLen: 512 },
};

export const EXECUTIONS = 10_000_000;
/** An input that takes longer is a hang. */
const TIMEOUT_S = 10;
const RSS_LIMIT_MB = 2048;
/** Which edges were reached, and not how often, nor how rare they are: that takes half the time of a run. */
const QUICK = ['-use_counters=0', '-entropic=0'];
/** Of each target, so that all of them stay below 1.5 MB. */
const CORPUS_BYTES = 96 * 1024;

const EMPTY = { executions: 0, seconds: 0, edges: '', features: '', corpus: '', memory: '' };
const SAVE_MS = 20_000;

const fuzzDir = inRoot('fuzz');
const targetDir = process.env.CARGO_TARGET_DIR ?? join(fuzzDir, 'target');

/** What coverage is told of: where the bytes of others are parsed. */
const WATCHED = [
  'nigh', 'nigh-fuzz', 'opening-hours-syntax', 'quick-xml', 'postcard', 'form_urlencoded',
];
const COVERAGE = [
  '-Cpasses=sancov-module',
  ...['level=4', 'inline-8bit-counters', 'pc-table'].map((what) => `-Cllvm-args=-sanitizer-coverage-${what}`),
];

/** Runs fuzzers; fails when one of them found something, and says what. */
export async function fuzz(wishes = {}) {
  const { executions = EXECUTIONS, until, only = Object.keys(TARGETS), keep = false, seeds = false } = wishes;
  checkPrerequisites();
  if (answer('c++', ['--version']) === null) throw new Failure('libFuzzer needs a C++ compiler: apt-get install g++');
  const binaries = await build();
  if (seeds) await show(join(binaries, 'seeds'), []);
  const rows = [];
  for (const target of only) {
    const missing = until === undefined ? executions : until - earlier(target).executions;
    if (missing > 0) rows.push(await run(target, binaries, missing));
    else rows.push({ target, ...EMPTY });
    if (keep && !rows.at(-1).found) await minimise(target, binaries);
  }
  print(rows);
  for (const row of rows) row.all = earlier(row.target);
  const found = rows.filter((row) => row.found);
  if (found.length > 0) throw new Failure(found.map(told).join('\n'));
  return rows;
}

async function build() {
  const host = /^host: (.*)$/m.exec(answer('rustc', ['-vV']))[1];
  const flags = WATCHED.flatMap((name) => ['--config', `profile.release.package.${name}.rustflags=${JSON.stringify(COVERAGE)}`]);
  const args = ['build', '--release', '--locked', '--target', host, '-Zprofile-rustflags', ...flags];
  const env = { ...process.env, RUSTC_BOOTSTRAP: '1', CARGO_TARGET_DIR: targetDir };
  await watch('the fuzzers', 'first 5 min, then 30 s', 'cargo', args, { env, cwd: fuzzDir });
  return join(targetDir, host, 'release');
}

/** Where a run keeps what is new, beside what is tracked. */
const fresh = (target) => join(targetDir, 'corpus', target);
const kept = (kind, target) => [join(fuzzDir, kind, target)].filter(existsSync);

/** Runs one fuzzer; what it has had, and the input that stopped it. */
async function run(target, binaries, executions) {
  const { maxLen, dict } = TARGETS[target];
  const artifacts = join(fuzzDir, 'artifacts', target);
  for (const folder of [fresh(target), artifacts]) mkdirSync(folder, { recursive: true });
  const args = [
    `-runs=${executions}`, `-max_len=${maxLen}`, `-timeout=${TIMEOUT_S}`, `-rss_limit_mb=${RSS_LIMIT_MB}`,
    `-artifact_prefix=${artifacts}/`, '-print_final_stats=1', ...QUICK,
    ...(dict ? [`-dict=${join(fuzzDir, 'dict', `${dict}.dict`)}`] : []),
    fresh(target), ...kept('corpus', target), ...kept('found', target),
  ];
  const row = { target, ...EMPTY, lines: [] };
  const since = Date.now();
  await progress(target, `some minutes for ${executions.toLocaleString('en')}`, async (report) => {
    const child = start(join(binaries, target), args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: fuzzDir });
    const read = (line) => { note(row, line); report(line); };
    const saving = setInterval(() => remember(row, since), SAVE_MS);
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', read);
    const code = await ended(child);
    clearInterval(saving);
    if (code !== 0) row.found ??= `ended with ${code}`;
    remember(row, since);
  });
  if (row.found) say(`✗ ${target} is stopped by ${row.found}`);
  return { ...row, seconds: (Date.now() - since) / 1000 };
}

/** Takes from a line of libFuzzer's what is worth to be told. */
function note(row, line) {
  const pulse = /^#(\d+)\s+\w+\s+cov: (\d+) ft: (\d+) corp: (\d+)\/(\S+)/.exec(line);
  if (pulse) [, row.executions, row.edges, row.features, row.corpus] = pulse;
  const executed = /^stat::number_of_executed_units:\s*(\d+)/.exec(line);
  if (executed) [, row.executions] = executed;
  const memory = /^memory: (\d+) bytes for an input of (\d+), of (\d+) allowed/.exec(line);
  if (memory) row.memory = `${(100 * memory[1] / memory[3]).toFixed(0)} % (${memory[1]} B of ${memory[2]} B)`;
  const written = /Test unit written to (\S+)/.exec(line);
  if (written) row.found = written[1];
  row.lines.push(line);
  if (row.lines.length > 40) row.lines.shift();
}

const told = ({ target, found, lines }) => `${lines.join('\n')}\n${target} is stopped by ${found}`;

function print(rows) {
  const table = [['target', 'executions', 'seconds', 'edges', 'features', 'corpus', 'most memory of what is allowed']];
  for (const row of rows) {
    const executions = Number(row.executions).toLocaleString('en');
    const found = row.found ? ` FOUND ${row.found}` : '';
    table.push([row.target, executions, row.seconds.toFixed(0), row.edges, row.features, row.corpus, row.memory + found]);
  }
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => String(row[column]).length)));
  say();
  for (const row of table) say(row.map((cell, column) => String(cell).padEnd(widths[column])).join('  ').trimEnd());
}

/** The fewest inputs that reach all that was reached, the smallest first, as many as may be kept. */
async function minimise(target, binaries) {
  const folder = join(targetDir, 'merged', target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ['-set_cover_merge=1', QUICK[0], `-max_len=${TARGETS[target].maxLen}`, folder, fresh(target), ...kept('corpus', target)];
  await watch(`${target}: the fewest inputs`, 'a minute', join(binaries, target), args, { cwd: fuzzDir });
  const corpus = join(fuzzDir, 'corpus', target);
  const old = `${corpus}.old`;
  if (existsSync(corpus)) renameSync(corpus, old);
  mkdirSync(corpus, { recursive: true });
  let left = CORPUS_BYTES;
  for (const { name, size } of bySize(folder)) {
    left -= size;
    if (left >= 0) copyFileSync(join(folder, name), join(corpus, name.slice(0, 16)));
  }
  rmSync(old, { recursive: true, force: true });
}

function bySize(folder) {
  const files = readdirSync(folder).map((name) => ({ name, size: statSync(join(folder, name)).size }));
  return files.sort((a, b) => a.size - b.size || (a.name < b.name ? -1 : 1));
}

function options(args) {
  const chosen = {};
  const usage = 'Usage: npm run fuzz -- [--executions N] [--until N] [--only TARGET[,TARGET]] [--seeds] [--keep]; ' +
    'the targets are ' + Object.keys(TARGETS).join(', ');
  while (args.length > 0) {
    const flag = args.shift();
    if (flag === '--keep' || flag === '--seeds') chosen[flag.slice(2)] = true;
    else if (flag === '--executions' || flag === '--until') chosen[flag.slice(2)] = Number(args.shift());
    else if (flag === '--only') chosen.only = (args.shift() ?? '').split(',');
    else throw new Failure(usage);
  }
  const { executions = 1, until = 1, only = [] } = chosen;
  const known = only.every((name) => name in TARGETS);
  if (![executions, until].every((count) => Number.isInteger(count) && count > 0) || !known) throw new Failure(usage);
  return chosen;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    const since = Date.now();
    await fuzz(options(process.argv.slice(2)));
    say(`\nNothing was found in ${duration(Date.now() - since)}.`);
  });
}
