// One question at a time, over connections that are kept.
import { Agent, get } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** Asks; resolves to `{status, body, ms}`. */
export function ask(port, path) {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const request = get({ port, path, host: '127.0.0.1', agent, headers: { host: 'nigh.test' } }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString(), ms: performance.now() - began });
      });
    });
    // A kept connection may be to a server that has ended, whose port another one has taken.
    request.on('error', (error) => (request.reusedSocket ? ask(port, path).then(resolve, reject) : reject(error)));
  });
}

/** Asks and wants a 200. */
export async function answer(port, path) {
  const answered = await ask(port, path);
  if (answered.status !== 200) throw new Error(`${path}: ${answered.status} ${answered.body.slice(0, 500)}`);
  return answered;
}
