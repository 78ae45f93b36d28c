// `npm run bench`: nigh in workerd beside the floor and two peers. See docs/benchmarks.md for what comes of it.
// Usage: node benches/run.mjs [--quick] [--small] [--built] [--only check,warm,profile,hot,cold,start,native,growth,report]
// --quick: fewer rounds and isolates; --small: without the million stores in workerd; --built: with nigh as
// `npm run build` left it. Instructions are counted where valgrind is installed, Redis is measured where redis-server is.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startKv } from '../scripts/lab/kv.mjs';
import { startWorkerd } from '../scripts/lab/workerd.mjs';
import { build, buildCommandLine } from '../scripts/build.mjs';
import { bundleSize } from '../scripts/bundle-size.mjs';
import { setup } from '../scripts/setup.mjs';
import { Failure, duration, main, say } from '../scripts/terminal.mjs';
import { check } from './check.mjs';
import { benchDir, data } from './data.mjs';
import { empty } from './empty.mjs';
import { buildEngine } from './engine.mjs';
import { ensureFloors } from './floors.mjs';
import { growth } from './growth.mjs';
import { machine, versions } from './machine.mjs';
import { native } from './native.mjs';
import { profile } from './profile.mjs';
import { report } from './report.mjs';
import { memories, sharing, starts } from './start.mjs';
import { ASKED, warm } from './warm.mjs';
import { bundlePeers, worker } from './workers.mjs';

const RESULTS = join(benchDir, 'results.json');
const SECTIONS = ['check', 'warm', 'profile', 'hot', 'cold', 'start', 'native', 'growth', 'report'];
/** Without workerd: each has a file of its own, which is a section of the report. */
const NATIVE = { native, growth };
const START_WORKERS = ['hello-js', 'hello-rust', 'constant', 'nigh', 'plain', 'best'];

/** What a section adds to the results; `chains` are those of `openChains`. */
const MEASURES = {
  check: async (chains) => {
    const rows = [];
    for (const chain of chains) rows.push(...await checked(chain));
    return rows;
  },
  warm: (chains, options) => warm(contenders(chains), options),
  profile: ([small]) => profile(small),
  hot: (chains, options) => emptied('hot', chains, options),
  cold: (chains, options) => emptied('cold', chains, options),
  start: async ([{ size, kv, questions }], { quick }) => ({
    starts: await starts(START_WORKERS, quick ? 6 : 15),
    memory: await memories(memoryContenders(kv, questions, ASKED[size]), quick ? 1 : 3, 2 * ASKED[size]),
    sharing: await sharing(kv, questions.go.slice(0, 200), quick ? 3 : 8),
    bundle: bundleSize(),
  }),
};

await main(async () => {
  const options = parsed(process.argv.slice(2));
  const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
  const measured = options.only.filter((section) => section in MEASURES);
  if (measured.length > 0) await measure(measured, options, results);
  const natively = options.only.filter((section) => section in NATIVE);
  if (natively.length > 0) await measureNatively(natively, options);
  if (options.only.includes('report')) report(results);
});

function parsed(words) {
  const place = words.indexOf('--only');
  const only = place < 0 ? SECTIONS : words[place + 1]?.split(',') ?? [];
  const unknown = only.filter((name) => !SECTIONS.includes(name));
  if (unknown.length > 0) throw new Failure(`no such section: ${unknown}; there are ${SECTIONS.join(', ')}`);
  return { only, quick: words.includes('--quick'), small: words.includes('--small'), built: words.includes('--built') };
}

async function measure(sections, options, results) {
  if (!options.built) await build(await setup());
  await bundlePeers();
  const made = [];
  for (const size of options.small ? ['20k'] : ['20k', '1m']) made.push(await data(size));
  const chains = await openChains(made);
  try {
    await ensureFloors(chains[0]);
    const { quick } = options;
    Object.assign(results, { machine: machine(), versions: versions(), quick, chains: made.map(described) });
    for (const section of sections) {
      say(`→ ${section}`);
      const began = Date.now();
      const rows = await MEASURES[section](chains, options);
      results[section] = { at: new Date().toISOString(), load: machine().load, rows };
      mkdirSync(dirname(RESULTS), { recursive: true });
      writeFileSync(RESULTS, JSON.stringify(results, null, 1));
      say(`✓ ${section} (${duration(Date.now() - began)})`);
    }
  } finally {
    for (const { kv } of chains) await kv.stop();
  }
}

async function measureNatively(sections, { built }) {
  if (!built) await buildCommandLine();
  await buildEngine();
  for (const section of sections) {
    say(`→ ${section}`);
    const began = Date.now();
    const measured = { at: new Date().toISOString(), load: machine().load, ...await NATIVE[section]() };
    writeFileSync(join(benchDir, `${section}.json`), JSON.stringify(measured, null, 1));
    say(`✓ ${section} (${duration(Date.now() - began)})`);
  }
}

function described({ size, stores, items, rows }) {
  return { size, stores, items, rows };
}

/** A KV for each chain, with the values of nigh and of the peers. */
async function openChains(made) {
  const chains = [];
  for (const chain of made) {
    const kv = await startKv();
    chains.push({ ...chain, kv });
    for (const file of chain.files) await kv.load(file);
  }
  return chains;
}

async function checked({ size, kv, questions, peers }) {
  const names = ['nigh', ...peers];
  const workerd = await startWorkerd(names.map((name) => worker(name)), { kvPort: kv.port });
  try {
    const ports = Object.fromEntries(names.map((name) => [name, workerd.ports[name][0]]));
    const rows = [];
    for (const intent of ['go', 'buy']) rows.push(...await check(intent, questions[intent], ports));
    for (const row of rows) say(`  ${size} ${row.intent} ${row.worker}: ${JSON.stringify(row)}`);
    if (rows.some(({ different }) => different > 0)) throw new Failure('nigh and a peer do not agree');
    return rows.map((row) => ({ size, ...row }));
  } finally {
    await workerd.stop();
  }
}

/** The floor, then nigh and the peers with each intent, of the small chain and of the large one. */
function contenders([small, large]) {
  const floor = ['hello-js', 'hello-rust', 'constant'];
  const of = ({ size, kv, questions }, intent, names) =>
    names.map((name) => ({ worker: name, intent, size, kv, paths: questions[intent] }));
  return [
    ...floor.map((name) => ({ worker: name, intent: 'any', size: '', kv: null, paths: ['/'] })),
    ...['go', 'buy'].flatMap((intent) => [
      ...of(small, intent, ['nigh', 'plain', 'best']), ...(large ? of(large, intent, ['nigh', 'best']) : []),
    ]),
  ];
}

/** Without a question it is that of any path. */
function memoryContenders(kv, questions, count) {
  const none = { worker: 'hello-js', intent: 'any', kv, paths: ['/'] };
  return [none, ...['go', 'buy'].flatMap((intent) =>
    ['nigh', 'plain', 'best'].map((name) => ({ worker: name, intent, kv, paths: questions[intent].slice(0, count) })))];
}

/** nigh beside as many gets as it makes, in more isolates; then the peers. The large chain by a hot KV alone. */
async function emptied(state, [small, large], { quick }) {
  const chains = state === 'hot' && large ? [small, large] : [small];
  const rows = [];
  for (const { size, kv, questions } of chains) {
    for (const intent of ['go', 'buy']) {
      const asked = { state, size, intent, paths: questions[intent], kv };
      rows.push(...await empty({ ...asked, workers: ['nigh', 'gets'], batches: quick ? 1 : 4 }));
      if (size !== small.size) continue;
      rows.push(...await empty({ ...asked, workers: ['plain', 'best'], batches: quick ? 1 : 2 }));
    }
  }
  return rows;
}
