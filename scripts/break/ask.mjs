// Requests as a stranger sends them: over kept connections, byte for byte as they are written.
import { Agent, request } from 'node:http';

/** Nobody waits longer than this for a reply; the Worker itself promises less. */
const LIMIT_MS = 60_000;
const agent = new Agent({ keepAlive: true, maxSockets: 128 });

/**
 * One request: `{status, headers, body, ms}`; rejects where the connection breaks or nothing comes at all.
 * `asked` is a path, or `{path, method, headers, cf, body}`; `cf` is what the network knows of the caller.
 * As every client does, it sends again what went into a kept connection that the server was just closing.
 */
export async function ask(port, asked, limitMs = LIMIT_MS) {
  for (;;) {
    try {
      return await once(port, asked, limitMs);
    } catch (error) {
      if (!error.wasKept) throw error;
    }
  }
}

function once(port, asked, limitMs) {
  const { path, method = 'GET', headers = {}, cf = null, body: sent } = typeof asked === 'string' ? { path: asked } : asked;
  const network = cf === null ? {} : { 'x-cf': JSON.stringify(cf).replace(/[^ -~]/g, escaped) };
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', path, method, headers: { ...network, ...headers }, agent });
    const limit = setTimeout(() => outgoing.destroy(new Error(`no reply within ${limitMs} ms`)), limitMs);
    // A broken connection may be told twice.
    outgoing.on('error', (error) => {
      clearTimeout(limit);
      error.wasKept = outgoing.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code);
      reject(error);
    });
    outgoing.once('response', (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', (error) => { clearTimeout(limit); reject(error); });
      response.once('end', () => {
        clearTimeout(limit);
        const body = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode, headers: response.headers, body, ms: performance.now() - began });
      });
    });
    outgoing.end(sent);
  });
}

const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Runs `work(item, place)` over all items, so many at a time; what each gives, in their order. After a failure nothing
 * more is begun, and it is thrown when what was under way has ended.
 */
export async function crowd(items, together, work) {
  const results = [];
  const failures = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && failures.length === 0) {
      const place = next;
      next += 1;
      try {
        results[place] = await work(items[place], place);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
