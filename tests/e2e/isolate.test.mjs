// One isolate in workerd: cold, warm, crowded, attacked; what it reads, and that it lives on.
import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import test, { afterEach, after, before } from 'node:test';
import { snapshotPages } from '../../scripts/lab/snapshot.mjs';
import { startWorker } from './harness.mjs';
import { CITIES, LIMIT_MS, compileWorld, numbers, query, question, timing } from './world.mjs';

/** In flight at once. */
const CROWD = 200;

let world;
let worker;
before(() => { world = compileWorld(); }, { timeout: LIMIT_MS });
after(() => world?.remove());
afterEach(async () => {
  await worker?.dispose();
  worker = null;
}, { timeout: LIMIT_MS });

const timed = (name, body) => test(name, { timeout: LIMIT_MS }, body);
const here = ({ latitude, longitude }) => `/v1/go?lat=${latitude}&lng=${longitude}`;

/** That the isolate still remembers what it read: had it died, it would have to read again. */
async function assertAlive(why) {
  const response = await worker.ask(here(CITIES[0]));
  assert.equal(response.status, 200, why);
  const { memory, kv } = timing(response);
  assert.ok(memory > 0 && kv === 0, `${why}: ${response.headers.get('server-timing')}`);
  await response.text();
}

async function warm() {
  await (await worker.ask(here(CITIES[0]))).text();
  await assertAlive('warm');
}

timed('a cold isolate reads the head and little else, a warm one nothing', async () => {
  worker = await startWorker({ snapshot: world.before });
  for (const city of CITIES.slice(0, 4)) {
    await worker.restart();
    const cold = await worker.ask(here(city));
    const reads = timing(cold);
    assert.ok(reads.kv >= 1 && reads.kv <= 7 && reads.guessed <= 5, JSON.stringify(reads));
    const again = await worker.ask(here(city));
    assert.deepEqual(timing(again), { memory: timing(again).memory, kv: 0, guessed: 0 });
    assert.equal(again.status, 200);
    await Promise.all([cold.text(), again.text()]);
  }
});

timed('a crowd gets the answers that each would get alone', async () => {
  worker = await startWorker({ snapshot: world.before });
  const random = numbers(2);
  const paths = Array.from({ length: CROWD }, () => `/v1/go?${query(question(world.points, random))}`);
  const crowd = await Promise.all(paths.map(async (path) => {
    const response = await worker.ask(path);
    return [response.status, await response.text()];
  }));
  for (const [place, path] of paths.entries()) {
    const alone = await worker.ask(path);
    assert.deepEqual(crowd[place], [alone.status, await alone.text()], path);
    assert.equal(alone.status, 200);
  }
});

timed('random bytes in URLs and headers harm nobody', async () => {
  worker = await startWorker({ snapshot: world.before });
  await warm();
  const random = numbers(3);
  const statuses = {};
  for (let sent = 0; sent < 600; sent += 1) {
    const { status, isOurs } = await raw(worker.url, randomRequest(random));
    assert.ok(status === null || status < 500, `${status}`);
    const outcome = isOurs ? status : 'refused by the runtime';
    statuses[outcome] = (statuses[outcome] ?? 0) + 1;
  }
  console.log(`statuses of random requests: ${JSON.stringify(statuses)}`);
  assert.ok(statuses[400] > 100 && statuses[404] > 100, JSON.stringify(statuses));
  await assertAlive('after random requests');
});

/** A request of random bytes: one in ten with such as no URL has, which the runtime refuses itself. */
function randomRequest(random) {
  const span = random() < 0.1 ? 0xdf : 0x5e;
  const byte = () => String.fromCharCode(0x21 + Math.floor(random() * span));
  const bytes = (most) => Array.from({ length: Math.floor(random() * most) }, byte).join('');
  const escaped = () => Array.from(bytes(20), () => `%${Math.floor(random() * 256).toString(16).padStart(2, '0')}`).join('');
  const names = ['lat', 'lng', 'cell', 'at', 'radius', 'cursor', 'amenity', 'limit', bytes(5)];
  const pair = () => `${names[Math.floor(random() * names.length)]}=${random() < 0.5 ? bytes(20) : escaped()}`;
  const pairs = Array.from({ length: Math.floor(random() * 5) }, pair).join('&');
  const path = ['/v1/go', `/v1/stores/${random() < 0.5 ? bytes(20) : escaped()}`, `/${bytes(20)}`][Math.floor(random() * 3)];
  const header = (name) => (random() < 0.7 ? '' : `${name}: ${random() < 0.5 ? escaped() : bytes(30)}\r\n`);
  const headers = ['Accept', 'If-None-Match', 'Origin', 'Cookie'].map(header).join('');
  return `GET ${path}?${pairs} HTTP/1.1\r\nHost: nigh.test\r\n${headers}Connection: close\r\n\r\n`;
}

/** Sends bytes as they are; the status (null if the connection is closed on them), and whether the Worker gave it. */
function raw(url, text) {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: url.hostname, port: Number(url.port) });
    let answer = '';
    socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer to ${JSON.stringify(text)}`)));
    socket.on('data', (data) => { answer += data.toString('latin1'); });
    socket.on('error', (error) => (error.code === 'ECONNRESET' ? resolve({ status: null }) : reject(error)));
    socket.on('close', () => resolve({
      status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0) || null,
      isOurs: /^server-timing:/im.test(answer),
    }));
    socket.end(Buffer.from(text, 'latin1'));
  });
}

timed('random bytes in KV are never believed', async () => {
  worker = await startWorker({ snapshot: world.before });
  const kv = await worker.kv();
  const random = numbers(4);
  const junk = (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  const pages = snapshotPages(world.before).filter(({ key }) => /^[pn]\//.test(key));
  await Promise.all(pages.map(({ key }) => kv.put(key, junk(Math.floor(random() * 200)))));
  await worker.restart();
  for (const city of CITIES) {
    const response = await worker.ask(here(city));
    const reply = await response.json();
    assert.equal(response.status, 200);
    if (reply.complete) assert.deepEqual(reply.results, [], 'there is no store without a page');
    else assert.equal(response.headers.get('cache-control'), 'no-store');
  }
  const lookup = await worker.ask(`/v1/stores/${world.ids[0]}`);
  assert.deepEqual([lookup.status, lookup.headers.get('retry-after')], [503, '30']);
  await lookup.text();
  // The isolate did not die of it: the manifest is remembered, and health needs no read.
  const health = await worker.ask('/v1/health');
  assert.deepEqual([health.status, timing(health).kv], [200, 0]);
  await health.text();
  for (const head of [junk(0), junk(6), junk(5_000), new TextEncoder().encode('nighH\u0001')]) {
    await (await worker.kv()).put('head', head);
    await worker.restart();
    const response = await worker.ask(here(CITIES[0]));
    assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '30']);
    assert.equal((await response.json()).title, 'No snapshot');
  }
});

timed('without a snapshot it is a 503, and with one it answers at once', async () => {
  worker = await startWorker();
  const early = await worker.ask(here(CITIES[0]));
  assert.equal(early.status, 503);
  await early.text();
  await worker.load(world.before);
  const later = await worker.ask(here(CITIES[0]));
  assert.equal(later.status, 200);
  assert.equal((await later.json()).complete, true);
});
