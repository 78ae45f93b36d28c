// Warm: everything that is asked for is in the isolate's memory. Contenders take turns in short bursts, in rounds.
import { load } from '../scripts/lab/load.mjs';
import { startWorkerd } from '../scripts/lab/workerd.mjs';
import { say } from '../scripts/terminal.mjs';
import { worker } from './workers.mjs';

const MANY = 16;
/** So many of the questions of a chain: what nigh reads for them fits into an isolate's memory. */
export const ASKED = { '': 1, '20k': 150, '1m': 12 };

/** How long bursts are, in seconds, and how many rounds of them. */
const FULL = { rounds: 6, warmUp: 3, many: 1.5, one: 1.2 };
const QUICK = { rounds: 3, warmUp: 1.5, many: 1, one: 1 };

/**
 * Measures contenders `{worker, intent, size, paths, kv}`, each in a process of its own. Adds to each
 * `{perSecond, perSecondOne, cpuMs, cpuMsOne, p50, p99}`, a number a round, `bytes` of a reply with its headers,
 * and `reads: {calls, keys, bytes}` a request.
 */
export async function warm(contenders, { quick }) {
  const spans = quick ? QUICK : FULL;
  const running = [];
  try {
    for (const contender of contenders) {
      const { worker: name, kv, paths, size } = contender;
      const workerd = await startWorkerd([worker(name)], { kvPort: kv?.port ?? 9 });
      running.push({ ...contender, paths: paths.slice(0, ASKED[size]), workerd, rounds: [] });
    }
    for (const one of running) await begin(one, spans);
    for (let round = 0; round < spans.rounds; round += 1) {
      say(`  round ${round + 1} of ${spans.rounds}`);
      for (const one of running) one.rounds.push(await burst(one, spans));
    }
    return running.map(summed);
  } finally {
    for (const { workerd } of running) await workerd.stop();
  }
}

const burstOf = ({ workerd, worker: name, paths }, connections, seconds) =>
  load({ port: workerd.ports[name][0], paths, connections, seconds });

/** Asks everything twice at least: once to read, again for what was dropped meanwhile, then until it is compiled. */
async function begin(one, { warmUp }) {
  const { paths } = one;
  const [port] = one.workerd.ports[one.worker];
  await load({ port, paths, connections: 4, seconds: 60, requests: 2 * paths.length });
  await burstOf(one, MANY, warmUp);
}

async function burst(one, { many, one: single }) {
  const { kv, workerd } = one;
  await kv?.counts();
  const before = workerd.cpuMs();
  const crowd = await burstOf(one, MANY, many);
  const between = workerd.cpuMs();
  const alone = await burstOf(one, 1, single);
  const after = workerd.cpuMs();
  for (const { failed } of [crowd, alone]) if (failed > 0) throw new Error(`${one.worker}: ${failed} requests failed`);
  return {
    requests: crowd.requests + alone.requests,
    reads: await kv?.counts() ?? { calls: 0, keys: 0, bytes: 0 },
    bytes: crowd.bytes / crowd.requests,
    perSecond: crowd.perSecond, cpuMs: (between - before) / crowd.requests,
    perSecondOne: alone.perSecond, cpuMsOne: (after - between) / alone.requests,
    p50: alone.p50, p99: alone.p99,
  };
}

function summed({ worker: name, intent, size, rounds }) {
  const all = (member) => rounds.map((round) => round[member]);
  const requests = all('requests').reduce((sum, count) => sum + count, 0);
  const reads = (member) => rounds.reduce((sum, round) => sum + round.reads[member], 0) / requests;
  const members = ['perSecond', 'perSecondOne', 'cpuMs', 'cpuMsOne', 'p50', 'p99'];
  return {
    worker: name, intent, size,
    ...Object.fromEntries(members.map((member) => [member, all(member)])),
    bytes: all('bytes')[0], reads: { calls: reads('calls'), keys: reads('keys'), bytes: reads('bytes') },
  };
}
