// Whether nigh and its peers say the same: ten stores a question, the same ones in the same order.
import { answer } from './client.mjs';

/** Peers measure on a sphere, which is off by up to so much of a distance. */
const TOLERANCE = 0.006;

/**
 * Asks all of them everything. `{intent, worker, questions, same, within, different, bytes}`: answers with the same
 * ids in the same order; others where each place holds a store as far away, but for the tolerance; the rest. Where
 * nothing is inside the radius, the best peer must name the nearest outside as nigh does; the plain one does not look.
 * `bytes` is the mean length of a reply.
 */
export async function check(intent, paths, ports) {
  const nigh = await replies(ports.nigh, paths);
  const rows = [{ intent, worker: 'nigh', questions: paths.length, ...sizes(nigh) }];
  for (const [worker, port] of Object.entries(ports)) {
    if (worker === 'nigh') continue;
    const theirs = await replies(port, paths);
    const tellsOutside = worker !== 'plain';
    const verdicts = paths.map((path, place) => verdict(nigh[place].reply, theirs[place].reply, { path, tellsOutside }));
    const count = (of) => verdicts.filter((one) => one === of).length;
    rows.push({
      intent, worker, questions: paths.length,
      same: count('same'), within: count('within'), different: count('different'), ...sizes(theirs),
    });
  }
  return rows;
}

async function replies(port, paths) {
  const all = [];
  for (const path of paths) {
    const { body } = await answer(port, path);
    all.push({ reply: JSON.parse(body), bytes: Buffer.byteLength(body) });
  }
  return all;
}

function sizes(all) {
  const full = all.filter(({ reply }) => reply.results.length === 10);
  return {
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) / all.length,
    bytesOfTen: full.reduce((sum, { bytes }) => sum + bytes, 0) / full.length,
    full: full.length,
    empty: all.filter(({ reply }) => reply.results.length === 0).length,
  };
}

function verdict(nigh, theirs, { path, tellsOutside }) {
  const [ours, others] = [nigh.results, theirs.results];
  const isOne = (one, other) => one.location.id === other.location.id && one.open.state === other.open.state;
  const isSame = ours.length === others.length && ours.every((one, place) => isOne(one, others[place]));
  const isAgreed = !tellsOutside || isNear(nigh.nearest_outside, theirs.nearest_outside, 500_000);
  if (isAgreed && isSame) return 'same';
  const longer = ours.length > others.length ? ours : others;
  if (isAgreed && longer.every((_, place) => isNear(ours[place], others[place], 50_000))) return 'within';
  if (process.env.NIGH_BENCH_DIFFERENCES) tell(path, ours, others);
  return 'different';
}

/** Whether two stores are equally far, but for the tolerance; one that is missing is as far as the radius. */
function isNear(one, other, radius) {
  const [here, there] = [one?.distance_m ?? radius, other?.distance_m ?? radius];
  return Math.abs(here - there) <= TOLERANCE * Math.max(here, there) + 1;
}

function tell(path, ours, others) {
  const words = (results) => results.map(({ location, distance_m: m }) => `${location.id} ${Math.round(m)}`).join(', ');
  console.log(`${path}\n  nigh  ${words(ours)}\n  other ${words(others)}`);
}
