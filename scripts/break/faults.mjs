// Faults: nigh in workerd over a KV that loses, delays, truncates, swaps and bit-flips values, or serves old ones.
import { startKv } from '../lab/kv.mjs';
import { NIGH, startWorkerd } from '../lab/workerd.mjs';
import { ask, crowd } from './ask.mjs';
import { closing } from './closing.mjs';
import { early } from './early.mjs';
import { BOUND, SECRET_HEADERS, leaks, secretsIn } from './logs.mjs';
import { compileNights } from './nights.mjs';
import { pool, secondPages } from './questions.mjs';
import { startReference } from './reference.mjs';
import { DEADLINE_MS, judged, told } from './truth.mjs';

const QUICK = ['lost', 'error', 'truncated', 'swapped', 'flipped', 'stale'];
const SLOW = ['hang', 'late'];
const RATES = [0, 0.01, 0.05, 0.2, 0.5, 1];
/** Isolates of a cell: each is cold at its first question, and warm at its last. */
const ISOLATES = 6;
const TOGETHER = 24;

/**
 * Every kind of fault, and mixtures, at every rate. Resolves to `{failures, figures, rows}`: a row for each kind, of
 * questions, faults met, and what became of the questions.
 */
export function faults({ bounded = false, say = () => {} } = {}) {
  return closing(async (keep) => {
    const world = await keep(compileNights(2, bounded ? {} : { stores: 12_000, items: 2_000, rows: 300_000 }));
    const reference = await keep(startReference(world.nights));
    const asked = await questions(world, reference, bounded ? 250 : 1_000);
    const results = await crowd(cells(bounded), 3, async (cell, place) => {
      const result = await runCell(cell, place, { world, reference, asked });
      say(`${cell.name} at ${cell.rate * 100} %: ${JSON.stringify(result.outcomes)}`);
      return result;
    });
    results.push(await early({ world, reference, asked, bounded }));
    return summary(results, reference.stalls.longestMs());
  });
}

async function questions(world, reference, count) {
  const plain = pool(world, count, 1);
  const [old, fresh] = reference.ids;
  const some = plain.slice(0, count / 5);
  const next = await Promise.all([old, fresh].map((id) => secondPages(reference.ports.get(id), id, some)));
  return mixed([...plain, ...next.flat()]);
}

/** Every so many-eth from each part, so that a few in a row are of every kind. */
const mixed = (all) => all.map((one, place) => [(place * 7_919) % all.length, one]).sort(([a], [b]) => a - b).map(([, one]) => one);

/** What is tried: `{name, kinds, rate, count}`. */
function cells(bounded) {
  const all = [...QUICK, ...SLOW];
  const mixtures = [['all but slow ones', QUICK], ['all', all]];
  if (bounded) {
    const each = all.map((kind, place) => ({ name: kind, kinds: [kind], rate: [0.2, 0.5][place % 2], count: 40 }));
    const mixture = RATES.map((rate) => ({ name: 'all but slow ones', kinds: QUICK, rate, count: 60 }));
    return [...each, ...mixture, { name: 'all', kinds: all, rate: 0.2, count: 60 }];
  }
  const sets = [...all.map((kind) => [kind, [kind]]), ...mixtures];
  return sets.flatMap(([name, kinds]) => RATES.map((rate) => ({ name, kinds, rate, count: 200 })));
}

function runCell({ name, kinds, rate, count }, place, { world, reference, asked }) {
  return closing(async (keep) => {
    const kv = await keep(startKv());
    for (const { folder } of world.nights) await kv.load(folder);
    const worker = { name: 'nigh', ...NIGH, isolates: ISOLATES, vars: { NIGH_SECRET: BOUND } };
    const workerd = await keep(startWorkerd([worker], { kvPort: kv.port }));
    await kv.faults({ rate, seed: place + 1, kinds });
    const those = Array.from({ length: count }, (_, turn) => asked[(place * 131 + turn) % asked.length]);
    const result = await askAll(those, workerd.ports.nigh, reference);
    const { keys, faults: met } = await kv.counts();
    await kv.faults({ rate: 0, kinds });
    const ill = await unhealed(workerd.ports.nigh, reference);
    const wrong = [...result.wrong, ...ill, ...leaks(workerd.log(), those.map(({ path }) => path))];
    return { ...result, name, rate, reads: keys, met, lines: workerd.log().length, wrong: wrong.map((what) => `${what} (${name} at ${rate * 100} %)`) };
  });
}

/** Asks everything, in turn at each isolate: `{outcomes, wrong, slowestMs}`. */
export async function askAll(asked, ports, reference) {
  const outcomes = {};
  const wrong = [];
  let slowestMs = 0;
  await crowd(asked, TOGETHER, async (one, turn) => {
    const reply = await ask(ports[turn % ports.length], { ...one, headers: SECRET_HEADERS });
    const { outcome, wrong: why } = await judged(one, reply, reference);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    slowestMs = Math.max(slowestMs, reply.ms);
    const secrets = secretsIn(JSON.stringify(reply.headers) + reply.body).map((secret) => `a reply holds ${secret}`);
    for (const what of why === null ? secrets : [...secrets, why]) wrong.push(`${one.path}: ${what}`);
  });
  return { outcomes, wrong, slowestMs };
}

/** Isolates that do not answer in full once KV is whole again. */
async function unhealed(ports, reference) {
  const here = { kind: 'go', path: '/v1/go?lat=41.85&lng=-87.65&at=' + new Date().toISOString().slice(0, 10) + 'T12:00:00Z' };
  const found = await Promise.all(ports.map(async (port) => judged(here, await ask(port, here), reference)));
  return found.filter(({ outcome, wrong }) => outcome !== 'complete' || wrong !== null)
    .map(({ outcome, wrong }) => `an isolate is still ill when KV is whole again: ${outcome} ${wrong ?? ''}`);
}

function summary(results, stallMs) {
  const names = [...new Set(results.map(({ name }) => name))];
  const sum = (of, what) => of.reduce((total, result) => total + (what(result) ?? 0), 0);
  const row = (name, of) => ({
    kind: name,
    questions: sum(of, ({ outcomes }) => sum(Object.values(outcomes), (count) => count)),
    reads: sum(of, ({ reads }) => reads),
    'faults met': sum(of, ({ met }) => met),
    complete: sum(of, ({ outcomes }) => outcomes.complete),
    refused: sum(of, ({ outcomes }) => outcomes.refused),
    incomplete: sum(of, ({ outcomes }) => outcomes.incomplete),
    'no snapshot': sum(of, ({ outcomes }) => sum([outcomes.unavailable, outcomes.gone], (count) => count)),
    'slowest s': (Math.max(...of.map(({ slowestMs }) => slowestMs)) / 1_000).toFixed(1),
    wrong: sum(of, ({ wrong }) => wrong.length),
  });
  const rows = [...names.map((name) => row(name, results.filter((result) => result.name === name))), row('in all', results)];
  const failures = results.flatMap(({ wrong }) => wrong);
  const total = rows.at(-1);
  const figures = {
    questions: total.questions,
    'faults met': total['faults met'],
    'replies marked complete': total.complete,
    'wrong replies': failures.length,
    'slowest reply, s': total['slowest s'],
    'deadline, s': DEADLINE_MS / 1_000,
    'longest stall of the machine, s': (stallMs / 1_000).toFixed(1),
    'log lines scanned': sum(results, ({ lines }) => lines),
  };
  return { failures: told(failures), figures, rows };
}
