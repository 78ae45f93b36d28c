// A KV namespace that stands in for Cloudflare's: its values, what a read costs in time, and what goes wrong with it.
// It runs in a process of its own, so that its work is nobody else's.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a single get takes near a copy, and far from one: milliseconds at the median and at the 99th percentile. */
export const NEAR = { median: 7, p99: 23 };
export const FAR = { median: 207, p99: 451 };

/**
 * Starts a namespace: `{port, put(entries), remove(keys), load(from), latency(of), faults(rates), counts(), trace(on), traced(), stop()}`.
 *
 * `entries` are `[key, Buffer]`; `load` takes a folder that `nigh compile` wrote, a file `*.kv` of lines of key,
 * tab and text, or a file of JSON `{key: text}`.
 * `latency` is `{median, p99}` or null. `faults` is `{rate, seed, kinds}`: which share of reads (0 to 1) meets one of
 * `lost`, `error`, `hang`, `late`, `truncated`, `swapped`, `flipped`, `stale`.
 * `counts` are those since it was last called: `{calls, keys, missing, bytes, rounds, faults}`; a round begins where
 * a read meets no other one on its way. After `trace(true)`, `traced()` are the keys read since it was last called.
 */
export async function startKv() {
  const child = fork(fileURLToPath(new URL('kv-server.mjs', import.meta.url)), {
    serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = [];
  child.on('message', (message) => waiting.shift()(message));
  child.once('exit', (code) => waiting.splice(0).forEach((resolve) => resolve({ failed: `KV ended (${code})` })));
  const call = async (name, argument) => {
    const { result, failed } = await new Promise((resolve) => {
      waiting.push(resolve);
      child.send({ name, argument });
    });
    if (failed) throw new Error(failed);
    return result;
  };
  const commands = ['put', 'remove', 'load', 'latency', 'faults', 'counts', 'trace', 'traced'];
  const stop = () => new Promise((resolve) => { child.once('exit', resolve); child.kill('SIGKILL'); });
  return {
    port: await call('listen'),
    ...Object.fromEntries(commands.map((name) => [name, (argument) => call(name, argument)])),
    stop,
  };
}
