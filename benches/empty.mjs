// Hot and cold: isolates that have read nothing yet, each asked one single question, with KV near or far.
import { quantile } from '../scripts/lab/load.mjs';
import { FAR, NEAR } from '../scripts/lab/kv.mjs';
import { startWorkerd } from '../scripts/lab/workerd.mjs';
import { say } from '../scripts/terminal.mjs';
import { answer, ask } from './client.mjs';
import { worker } from './workers.mjs';

/** Isolates of a Worker in a process, beside the first, in which its code is warmed. */
const BATCH = 60;
const WARM_UP = 300;
const STATES = { hot: { latency: NEAR, atOnce: 1 }, cold: { latency: FAR, atOnce: 8 } };

/**
 * Asks `{state, size, intent, workers, paths, kv}` as many questions as there are `batches` of isolates, of nigh and,
 * next to it, of `gets`: the same keys that nigh read for that question. Resolves to one row a Worker:
 * `{state, size, intent, worker, samples, p50, p99, medians, reads}`: milliseconds, `medians` one a batch, and `reads`
 * of KV a question, where they were asked one at a time: means, and the most, and `cpuMs` at the median.
 */
export async function empty({ state, size, intent, workers, paths, kv, batches }) {
  const samples = Object.fromEntries(workers.map((name) => [name, []]));
  for (let batch = 0; batch < batches; batch += 1) {
    say(`  ${state} ${intent} of ${size}: batch ${batch + 1} of ${batches}`);
    const asked = paths.slice(batch * BATCH, (batch + 1) * BATCH);
    const found = await batchOf({ state, workers, paths: asked, kv });
    for (const name of workers) samples[name].push(found[name]);
  }
  return workers.map((name) => ({ state, size, intent, worker: name, ...summed(samples[name]) }));
}

/** The first is warmed, the next are asked; nigh has as many again, which say what will be read. */
const isolates = (name, questions) => 1 + questions * (name === 'nigh' ? 2 : 1);

async function batchOf({ state, workers, paths, kv }) {
  const { latency, atOnce } = STATES[state];
  const started = workers.map((name) => worker(name, isolates(name, paths.length)));
  const workerd = await startWorkerd(started, { kvPort: kv.port });
  try {
    const keys = await warmUp(workerd, workers, paths, kv);
    const ways = Object.fromEntries(workers.map((name) => [name, (place) => pathOf(name, paths[place], keys[place])]));
    await kv.latency(latency);
    const found = Object.fromEntries(workers.map((name) => [name, []]));
    let next = 0;
    const lane = async () => {
      while (next < paths.length) {
        const place = next++;
        // Those that are compared meet the same moment of the machine.
        for (const name of workers) {
          found[name][place] = await sample(workerd, workerd.ports[name][place + 1], ways[name](place), kv, atOnce);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    return found;
  } finally {
    await kv.latency(null);
    await workerd.stop();
  }
}

/**
 * Compiles the code in the first isolate of each Worker and wakes the others by a request that reads nothing.
 * Returns which keys an empty nigh reads for each question, from isolates that are not asked again.
 */
async function warmUp(workerd, workers, paths, kv) {
  const ports = (name) => workerd.ports[name];
  const keys = [];
  await kv.counts();
  for (const name of workers) for (const port of ports(name).slice(1)) await ask(port, '/wake');
  const { calls } = await kv.counts();
  if (calls > 0) throw new Error(`waking isolates read ${calls} keys`);
  await kv.trace(true);
  for (const [place, path] of paths.entries()) {
    if (!workers.includes('nigh')) break;
    await answer(ports('nigh')[1 + paths.length + place], path);
    keys.push(await kv.traced());
  }
  await kv.trace(false);
  for (const name of workers) {
    for (let asked = 0; asked < WARM_UP; asked += 1) {
      const place = asked % paths.length;
      await answer(ports(name)[0], pathOf(name, paths[place], keys[place]));
    }
  }
  return keys;
}

/** What a Worker is asked: `gets` is told the keys. */
function pathOf(name, path, keys) {
  if (name !== 'gets') return path;
  return `/gets?${keys.map((key) => `key=${encodeURIComponent(key)}`).join('&')}`;
}

/** One question to an empty isolate; what it read, and its CPU, are known where questions come one at a time. */
async function sample(workerd, port, path, kv, atOnce) {
  if (atOnce === 1) await kv.counts();
  const before = workerd.cpuMs();
  const { ms } = await answer(port, path);
  if (atOnce > 1) return { ms };
  const { calls, keys, bytes, missing, rounds } = await kv.counts();
  return { ms, cpuMs: workerd.cpuMs() - before, calls, keys, bytes, missing, rounds };
}

function summed(batches) {
  const all = batches.flat();
  const times = (samples) => samples.map(({ ms }) => ms);
  const mean = (member) => all.reduce((sum, one) => sum + one[member], 0) / all.length;
  const reads = all[0].keys === undefined ? null : {
    cpuMs: quantile(all.map(({ cpuMs }) => cpuMs), 0.5),
    ...Object.fromEntries(['calls', 'keys', 'bytes', 'missing', 'rounds'].map((member) => [member, mean(member)])),
    most: Math.max(...all.map(({ keys }) => keys)), mostRounds: Math.max(...all.map(({ rounds }) => rounds)),
  };
  return {
    samples: all.length, p50: quantile(times(all), 0.5), p99: quantile(times(all), 0.99),
    medians: batches.map((batch) => quantile(times(batch), 0.5)), reads,
  };
}
