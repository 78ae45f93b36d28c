// `nigh publish` through the real wrangler: to the store of `wrangler dev`, and to a stand-in for the API that
// answers as Cloudflare's does, and forgets keys when told to.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import { inRoot, nighBinary, node22, wranglerScript } from '../../scripts/project.mjs';
import { snapshotPages } from '../../scripts/lab/snapshot.mjs';

const run = promisify(execFile);
/** A wrangler takes 2 to 5 seconds to start, and a publication starts it about a dozen times. */
const PATIENCE = { timeout: 300_000 };
const HEADER = 'id,name,lat,lng,opening_hours,timezone\n';
const store = (id, hours = 'Mo-Sa 09:00-18:00') =>
  `${id},Store ${id},${48 + (id % 40) / 10},${2 + (id % 70) / 10},${hours},Europe/Paris\n`;
const chain = (count) => Array.from({ length: count }, (_, i) => store(i + 1));

let folder;
let first;
let second;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nigh-publish-'));
  first = await compile('first', chain(120));
  second = await compile('second', [...chain(120).slice(1), store(500, 'Mo-Su 08:00-22:00')]);
}, PATIENCE);

after(() => rmSync(folder, { recursive: true, force: true }));

async function compile(name, stores) {
  const [feed, out] = [join(folder, `${name}.csv`), join(folder, name)];
  writeFileSync(feed, HEADER + stores.join(''));
  const small = ['--page-bytes', '2048', '--at', '2026-11-21T00:00:00Z'];
  await run(nighBinary, ['compile', '--stores', feed, '--out', out, ...small]);
  return out;
}

/** What nigh prints, and how it ends; never throws. */
async function publish(args, env = {}) {
  const config = ['--config', inRoot('wrangler.toml')];
  const options = {
    cwd: folder,
    env: { ...process.env, NIGH_WRANGLER: `${node22} ${wranglerScript}`, ...env },
  };
  try {
    const { stdout, stderr } = await run(nighBinary, ['publish', ...args, ...config], options);
    return { code: 0, stdout, stderr };
  } catch ({ code, stdout, stderr }) {
    return { code, stdout, stderr };
  }
}

/** Values by key, as a folder has them; the head in KV has a ledger, so it is left out. */
const values = (snapshot) =>
  new Map(snapshotPages(snapshot).filter(({ key }) => key !== 'head').map(({ key, file }) => [key, readFileSync(file)]));

function assertHolds(kept, snapshot) {
  for (const [key, value] of values(snapshot)) {
    assert.ok(kept.has(key), `${key} is missing`);
    assert.ok(value.equals(kept.get(key)), `${key} is another`);
  }
}

const manifestOf = (snapshot) => snapshotPages(snapshot).find(({ key }) => key.startsWith('m/')).key.slice(2);

test('to wrangler dev: everything, then nothing, then what changed; then back', PATIENCE, async () => {
  const local = ['--local', '--persist-to', join(folder, 'state')];
  const written = await publish(['--snapshot', first, ...local]);
  assert.equal(written.code, 0, written.stderr);
  assert.match(written.stdout, /is served/);

  const unchanged = await publish(['--snapshot', first, ...local]);
  assert.match(unchanged.stdout, /served already: nothing to write/);

  const next = await publish(['--snapshot', second, ...local]);
  assert.equal(next.code, 0, next.stderr);
  const keys = Number(next.stdout.match(/(\d+) keys in all/)[1]);
  assert.ok(keys <= 12, `${keys} keys for a store that closed and one that opened`);

  const back = await publish(['--rollback', ...local]);
  assert.match(back.stdout, new RegExp(`${manifestOf(first)} is served again`));
});

test('to an account: what wrangler loses is written again, and nothing is left behind', PATIENCE, async () => {
  const account = await standIn();
  try {
    account.forget = 3;
    const written = await publish(['--snapshot', first, '--remote'], account.env);
    assert.equal(written.code, 0, written.stderr);
    assert.equal(account.forget, 0);
    assertHolds(account.values, first);

    const next = await publish(['--snapshot', second, '--remote', '--prune', '--keep-hours', '0'], account.env);
    assert.equal(next.code, 0, next.stderr);
    await new Promise((elapsed) => setTimeout(elapsed, 1_100));
    const pruned = await publish(['--snapshot', second, '--remote', '--prune', '--keep-hours', '0'], account.env);
    assert.match(pruned.stdout, /pruning/);
    assertHolds(account.values, second);
    assert.equal(account.values.size, values(second).size + 1, 'only the snapshot and its head are left');
  } finally {
    account.close();
  }
});

test('to an account that refuses: the reason, and what to do', PATIENCE, async () => {
  const account = await standIn();
  try {
    account.refuses = true;
    const refused = await publish(['--snapshot', first, '--remote'], account.env);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /cannot read head/);
    assert.match(refused.stderr, /run the same command again/);
    assert.equal(account.values.size, 0);
  } finally {
    account.close();
  }
});

test('without wrangler it says what to do', PATIENCE, async () => {
  const { code, stderr } = await publish(['--snapshot', first, '--local'], { NIGH_WRANGLER: '/nowhere/wrangler' });
  assert.equal(code, 1);
  assert.match(stderr, /npm install/);
  assert.ok(!existsSync(join(folder, '.wrangler')));
});

/** The part of Cloudflare's API that wrangler's KV commands call, over a map. */
async function standIn() {
  const account = { values: new Map(), forget: 0, refuses: false };
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const url = new URL(request.url, 'http://api');
    const route = url.pathname.match(/\/storage\/kv\/namespaces\/[^/]+\/(.*)$/)?.[1] ?? '';
    const { status, reply } = account.refuses ? error(503) : serve(account, request.method, route, body);
    response.writeHead(status, { 'content-type': Buffer.isBuffer(reply) ? 'application/octet-stream' : 'application/json' });
    response.end(Buffer.isBuffer(reply) ? reply : JSON.stringify(reply));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  account.env = {
    CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${server.address().port}/client/v4`,
    CLOUDFLARE_API_TOKEN: 'token',
    CLOUDFLARE_ACCOUNT_ID: 'account',
  };
  account.close = () => server.close();
  return account;
}

const success = (result) => ({ status: 200, reply: { success: true, errors: [], messages: [], result } });
const error = (status) =>
  ({ status, reply: { success: false, errors: [{ code: 10_000, message: 'not now' }], messages: [], result: null } });

function serve(account, method, route, body) {
  if (method === 'PUT' && route === 'bulk') return success(putAll(account, JSON.parse(body)));
  if (method === 'DELETE' && route === 'bulk') {
    for (const key of JSON.parse(body)) account.values.delete(key);
    return success({});
  }
  if (method === 'POST' && route === 'bulk/delete') {
    for (const key of JSON.parse(body)) account.values.delete(key);
    return success({});
  }
  if (method === 'POST' && route === 'bulk/get') {
    const text = (key) => account.values.get(key)?.toString('utf8') ?? null;
    return success({ values: Object.fromEntries(JSON.parse(body).keys.map((key) => [key, text(key)])) });
  }
  const value = account.values.get(decodeURIComponent(route.replace(/^values\//, '')));
  return method === 'GET' && value !== undefined ? { status: 200, reply: value } : error(404);
}

/** Keys that are not written are named in the reply, which wrangler passes over. */
function putAll(account, entries) {
  const unsuccessful = account.forget > 0 ? entries.splice(1, account.forget) : [];
  account.forget = Math.max(0, account.forget - unsuccessful.length);
  for (const { key, value, base64 } of entries) account.values.set(key, Buffer.from(value, base64 ? 'base64' : 'utf8'));
  return { successful_key_count: entries.length, unsuccessful_keys: unsuccessful.map(({ key }) => key) };
}
