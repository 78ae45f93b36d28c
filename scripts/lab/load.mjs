// Load: requests over kept connections, from a process of its own, with nothing between it and the socket.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Sends `paths` in turn over `connections`, each waiting for its answer, until `seconds` are over or, with
 * `requests`, until so many are answered. Resolves to `{requests, seconds, perSecond, p50, p99, failed, bytes}`:
 * milliseconds, and how many answers were not a 200.
 */
export function load({ port, paths, connections = 16, seconds = 5, requests = Infinity, headers = {} }) {
  const child = fork(fileURLToPath(new URL('load-client.mjs', import.meta.url)), { serialization: 'advanced' });
  return new Promise((resolve, reject) => {
    child.once('message', (result) => { child.kill('SIGKILL'); resolve(result); });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the load ended (${code})`)));
    child.send({ port, paths, connections, seconds, requests, headers });
  });
}

/** The value that `share` of the sorted others do not exceed. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
