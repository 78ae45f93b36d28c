// A head whose pages are not there yet, and an old head whose pages have gone: what a lagging region of KV serves.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startKv } from '../lab/kv.mjs';
import { NIGH, startWorkerd } from '../lab/workerd.mjs';
import { closing } from './closing.mjs';
import { askAll } from './faults.mjs';

/** A head is read again behind a reply once it is 45 s old. */
const REFRESH_MS = 48_000;
const ISOLATES = 4;

/**
 * The new head comes first, and its pages a tenth at a time, while warm isolates and cold ones are asked; then the
 * old head comes back when the old pages are gone. In full, warm isolates are given the time to see the new head.
 */
export function early(run) {
  return closing(async (keep) => {
    const kv = await keep(startKv());
    const worker = (name) => ({ name, ...NIGH, isolates: ISOLATES });
    const workerd = await keep(startWorkerd(['warm', 'cold', 'late'].map(worker), { kvPort: kv.port }));
    return goAndComeBack(kv, workerd, run);
  });
}

async function goAndComeBack(kv, workerd, { world, reference, asked, bounded }) {
  const [old, fresh] = world.nights;
  await kv.load(old.folder);
  const results = [];
  let turn = 0;
  const some = () => { turn += 1; return Array.from({ length: bounded ? 24 : 100 }, (_, place) => asked[(turn * 97 + place) % asked.length]); };
  const round = async (...names) => {
    for (const name of names) results.push(await askAll(some(), workerd.ports[name], reference));
  };
  await round('warm');
  await put(kv, fresh.pages.filter(({ key }) => key === 'head'));
  if (!bounded) await sleep(REFRESH_MS);
  await round('warm', 'cold');
  const rest = fresh.pages.filter(({ key }) => key !== 'head');
  const tenth = Math.ceil(rest.length / (bounded ? 3 : 10));
  for (let at = 0; at < rest.length; at += tenth) {
    await put(kv, rest.slice(at, at + tenth));
    await round('warm', 'cold');
  }
  await goBack(kv, old, fresh);
  await round('warm', 'cold', 'late');
  const { keys, missing } = await kv.counts();
  return { ...together(results), name: 'head before or after its pages', reads: keys, met: missing, lines: workerd.log().length };
}

const put = (kv, pages) => kv.put(pages.map(({ key, file }) => [key, readFileSync(file)]));

/** The old head, after what only the old snapshot had was pruned. */
async function goBack(kv, old, fresh) {
  const kept = new Set(fresh.pages.map(({ key }) => key));
  await kv.remove(old.pages.map(({ key }) => key).filter((key) => !kept.has(key)));
  await put(kv, old.pages.filter(({ key }) => key === 'head'));
}

function together(results) {
  const outcomes = {};
  for (const result of results) {
    for (const [outcome, count] of Object.entries(result.outcomes)) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  }
  return { outcomes, wrong: results.flatMap(({ wrong }) => wrong), slowestMs: Math.max(...results.map(({ slowestMs }) => slowestMs)) };
}
