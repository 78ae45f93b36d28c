// The process behind kv.mjs: workerd's protocol of KV over HTTP, and commands over the channel to its parent.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { numbers } from './numbers.mjs';
import { snapshotPages } from './snapshot.mjs';

const LATE_MS = 6_000;
const values = new Map();
/** What keys held before they were last written: a region that lags still serves it. */
const former = new Map();
let latency = null;
let faults = { rate: 0, kinds: [] };
let random = numbers(1);
let counts = none();
let flying = 0;
/** The keys that were read, in their order, if wanted. */
let trace = null;

const commands = {
  listen: () => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port))),
  put: (entries) => entries.forEach(([key, value]) => put(key, Buffer.from(value))),
  remove: (keys) => keys.forEach((key) => { former.set(key, values.get(key)); values.delete(key); }),
  load,
  latency: (of) => { latency = of; },
  faults: ({ rate, seed = 1, kinds }) => { faults = { rate, kinds }; random = numbers(seed); },
  counts: () => { const taken = counts; counts = none(); return taken; },
  trace: (on) => { trace = on ? [] : null; },
  traced: () => trace.splice(0),
};

process.on('message', async ({ name, argument }) => {
  try {
    process.send({ result: await commands[name](argument) });
  } catch (error) {
    process.send({ failed: error.stack });
  }
});
process.on('disconnect', () => process.exit());

function none() {
  return { calls: 0, keys: 0, missing: 0, bytes: 0, rounds: 0, faults: 0 };
}

function put(key, value) {
  if (values.has(key)) former.set(key, values.get(key));
  values.set(key, value);
}

function load(from) {
  if (statSync(from).isDirectory()) {
    for (const { key, file } of snapshotPages(from)) put(key, readFileSync(file));
  } else if (from.endsWith('.kv')) {
    for (const [key, value] of lines(readFileSync(from))) put(key, value);
  } else {
    for (const [key, text] of Object.entries(JSON.parse(readFileSync(from, 'utf8')))) put(key, Buffer.from(text));
  }
  return values.size;
}

/** Key, tab, value, of every line; the values share the file's memory. */
function* lines(bytes) {
  for (let from = 0; from < bytes.length;) {
    const [tab, end] = [bytes.indexOf(9, from), bytes.indexOf(10, from)];
    yield [bytes.latin1Slice(from, tab), bytes.subarray(tab + 1, end)];
    from = end + 1;
  }
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://kv');
  counts.calls += 1;
  counts.rounds += flying === 0 ? 1 : 0;
  flying += 1;
  // Also of a read that the Worker gave up.
  response.once('close', () => { flying -= 1; });
  if (request.method === 'POST') await bulk(request, response);
  else await single(decodeURIComponent(url.pathname.slice(1)), response);
});
server.keepAliveTimeout = 600_000;

async function single(key, response) {
  const { value, status } = await read(key);
  response.writeHead(status, value === undefined ? {} : { 'content-length': value.length });
  response.end(value);
}

/** Every key costs a read, and the slowest of them is waited for. */
async function bulk(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { keys, type } = JSON.parse(Buffer.concat(chunks));
  const found = await Promise.all(keys.map(async (key) => {
    const { value } = await read(key);
    if (value === undefined) return [key, null];
    return [key, type === 'json' ? JSON.parse(value.toString()) : value.toString()];
  }));
  const body = Buffer.from(JSON.stringify(Object.fromEntries(found)));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

async function read(key) {
  // As it comes: who asks may have answered before a key that is absent has taken its time.
  trace?.push(key);
  counts.keys += 1;
  counts.missing += values.has(key) ? 0 : 1;
  const ms = latency === null ? 0 : drawn(latency);
  if (ms > 0) await sleep(ms);
  const fault = random() < faults.rate ? faults.kinds[Math.floor(random() * faults.kinds.length)] : null;
  counts.faults += fault === null ? 0 : 1;
  const value = await spoilt(key, fault);
  counts.bytes += value?.length ?? 0;
  if (fault === 'error') return { status: 500 };
  return { value, status: value === undefined ? 404 : 200 };
}

async function spoilt(key, fault) {
  const value = values.get(key);
  if (fault === null || value === undefined) return value;
  switch (fault) {
    case 'lost': return undefined;
    case 'error': return undefined;
    case 'late': await sleep(LATE_MS * random()); return value;
    case 'hang': await new Promise(() => {}); return value;
    case 'truncated': return value.subarray(0, Math.floor(random() * value.length));
    case 'swapped': return [...values.values()][Math.floor(random() * values.size)];
    case 'stale': return former.get(key) ?? value;
    case 'flipped': {
      const copy = Buffer.from(value);
      copy[Math.floor(random() * copy.length)] ^= 1 << Math.floor(random() * 8);
      return copy;
    }
    default: throw new Error(`no such fault: ${fault}`);
  }
}

/** Log-normal: half of the draws are below the median, one in a hundred above `p99`. */
function drawn({ median, p99 }) {
  const deviation = Math.log(p99 / median) / 2.3263;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(deviation * normal);
}

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
