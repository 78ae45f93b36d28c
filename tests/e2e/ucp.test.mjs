// Shopping agents' own clients against `wrangler dev`: discovery, tools, both operations. Their profile is on this
// machine, which a variable allows; without it, and for what is no public address, nothing is fetched.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { freePort } from '../../scripts/lab/port.mjs';
import { ended, start } from '../../scripts/process.mjs';
import { inRoot, nighBinary, node22, wranglerScript } from '../../scripts/project.mjs';
import { compileSnapshot, startWorker } from './harness.mjs';

const run = promisify(execFile);
const PATIENCE = { timeout: 300_000 };
const READY_LIMIT_MS = 120_000;
const VERSION = '2026-08-25';
const CAPABILITIES = Object.fromEntries(['search', 'lookup'].map((name) => [`dev.ucp.common.location.${name}`, [{
  version: VERSION,
  spec: `https://ucp.dev/${VERSION}/specification/common/location/${name}`,
  schema: `https://ucp.dev/${VERSION}/schemas/common/location_${name}.json`,
}]]));
const PROFILE = {
  ucp: {
    version: VERSION,
    services: {
      'dev.ucp.common': [{
        version: VERSION,
        spec: `https://ucp.dev/${VERSION}/specification/overview`,
        transport: 'mcp',
        schema: `https://ucp.dev/${VERSION}/services/common/mcp.openrpc.json`,
      }],
    },
    capabilities: CAPABILITIES,
    payment_handlers: {},
  },
};

let folder;
let snapshot;
let platform;
let site;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nigh-ucp-'));
  snapshot = compileSnapshot([inRoot('fixtures', 'feeds', 'stores.csv'), inRoot('src', 'feed', 'example.csv')]);
  platform = await startPlatform();
  site = await startDev(join(folder, 'state'));
}, PATIENCE);

after(async () => {
  await site?.stop();
  platform?.close();
  for (const gone of [folder, snapshot]) if (gone) rmSync(gone, { recursive: true, force: true });
}, PATIENCE);

/** A platform: its profile, and addresses that answer otherwise. */
async function startPlatform() {
  const answers = {
    '/agent.json': (response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(PROFILE)),
    '/moved.json': (response) => response.writeHead(302, { location: '/agent.json' }).end(),
    '/large.json': (response) => response.end(`${JSON.stringify(PROFILE)}${' '.repeat(200_000)}`),
    '/slow.json': () => {},
    '/trickle.json': (response) => { response.writeHead(200).write('{'); },
  };
  const server = createServer((request, response) => {
    server.asked.push(request.url);
    (answers[request.url] ?? ((none) => none.writeHead(404).end()))(response);
  });
  server.asked = [];
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  server.profile = (path) => `http://127.0.0.1:${server.address().port}${path}`;
  return server;
}

/** The Worker as who develops it runs it, with a published snapshot. */
async function startDev(state) {
  const env = {
    ...process.env,
    NIGH_WRANGLER: `${node22} ${wranglerScript}`,
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_SEND_METRICS: 'false',
    CI: '1',
  };
  const config = ['--config', inRoot('wrangler.toml')];
  const kept = ['--persist-to', state];
  await run(nighBinary, ['publish', '--local', '--snapshot', snapshot, ...kept, ...config], { cwd: folder, env });
  const port = await freePort();
  const args = [
    wranglerScript, 'dev', '--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0', '--var', 'UCP_LOOPBACK:1',
    '--log-level', 'warn', '--show-interactive-dev-session=false', ...kept, ...config,
  ];
  const server = start(node22, args, { env, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const end = ended(server);
  const stop = async () => {
    try { process.kill(-server.pid, 'SIGKILL'); } catch { /* it is gone already */ }
    await end;
  };
  const url = `http://127.0.0.1:${port}`;
  for (const limit = Date.now() + READY_LIMIT_MS; ;) {
    const reply = await fetch(`${url}/v1/health`).catch(() => null);
    if (reply?.ok) return { url, stop };
    if (Date.now() > limit) {
      await stop();
      throw new Error('wrangler dev does not answer');
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const search = (body, profile, headers = {}) => fetch(`${site.url}/ucp/locations/search`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'ucp-agent': `profile="${profile}"`, ...headers },
  body,
});

test('the official MCP client: handshake, tools, both operations', PATIENCE, async () => {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${site.url}/ucp/mcp`)));
  assert.equal(client.getServerVersion().name, 'nigh');
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name), ['search_locations', 'lookup_locations']);
  await client.ping();
  const meta = { 'ucp-agent': { profile: platform.profile('/agent.json') } };
  // The client holds what comes back against the tool's output schema.
  const call = async (name, location) => {
    const { structuredContent, content } = await client.callTool({ name, arguments: { meta, location } });
    assert.deepEqual(JSON.parse(content[0].text), structuredContent);
    return structuredContent;
  };
  const all = await call('search_locations', {});
  assert.equal(all.ucp.version, VERSION);
  assert.ok(all.locations.length > 3);
  const center = { latitude: 44.9756, longitude: -93.2733 };
  const near = await call('search_locations', { distance: { center, max: 100 }, filters: { amenities: ['dev.ucp.amenity.parking'] } });
  assert.deepEqual(near.locations.map(({ id }) => id), ['101']);
  const serves = await call('search_locations', { serves: { address: { address_country: 'US', postal_code: '55402' } } });
  assert.deepEqual(serves.locations.map(({ id }) => id), ['101']);
  const found = await call('lookup_locations', { ids: ['101', 'nobody'] });
  assert.deepEqual(found.locations[0].inputs, [{ id: '101' }]);
  assert.equal(found.messages[0].code, 'not_found');
  await assert.rejects(call('search_locations', { distance: { max: 1 } }), /distance\.center/);
  await client.close();
});

test('the UCP command line: discovery', PATIENCE, async () => {
  const home = join(folder, 'home');
  mkdirSync(home);
  const ucp = async (...args) => {
    const env = { ...process.env, HOME: home, UCP_TEST_ALLOW_INSECURE_LOCALHOST: 'true' };
    const { stdout } = await run(node22, [inRoot('node_modules', '.bin', 'ucp'), ...args], { env, cwd: home });
    return stdout;
  };
  await ucp('profile', 'init', '--name', 't', '--profile-url', platform.profile('/agent.json'), '--activate');
  const file = join(home, '.ucp', 'profiles', 't', 'profile.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...PROFILE }));
  const told = await ucp('discover', '--business', site.url, '--refresh', '--format', 'json');
  for (const expected of [VERSION, 'search_locations', 'lookup_locations']) assert.ok(told.includes(expected), told);
});

test('REST, from a body to its end', PATIENCE, async () => {
  const agent = platform.profile('/agent.json');
  const response = await search('{}', agent);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  const large = await search(JSON.stringify({ query: 'x'.repeat(70_000) }), agent);
  assert.equal(large.status, 413);
  // Without a length, too.
  const stream = new ReadableStream({
    start(controller) {
      for (let part = 0; part < 40; part += 1) controller.enqueue(new TextEncoder().encode(' '.repeat(2_000)));
      controller.close();
    },
  });
  const unmeasured = await fetch(`${site.url}/ucp/locations/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'ucp-agent': `profile="${agent}"` },
    body: stream,
    duplex: 'half',
  });
  assert.equal(unmeasured.status, 413);
  assert.equal((await fetch(`${site.url}/ucp/mcp`)).status, 405);
  const profile = await fetch(`${site.url}/.well-known/ucp`);
  assert.match(profile.headers.get('cache-control'), /^public, max-age=\d{2,}$/);
  const { ucp } = await profile.json();
  assert.deepEqual(ucp.services['dev.ucp.common'].map(({ endpoint }) => endpoint), [`${site.url}/ucp`, `${site.url}/ucp/mcp`]);
});

test('profiles that cannot be used', PATIENCE, async () => {
  const before = platform.asked.length;
  for (const [path, status, code] of [
    ['/none.json', 424, 'profile_unreachable'],
    ['/moved.json', 424, 'profile_unreachable'],
    ['/large.json', 424, 'profile_unreachable'],
    ['/slow.json', 424, 'profile_unreachable'],
    ['/trickle.json', 424, 'profile_unreachable'],
  ]) {
    const since = performance.now();
    const response = await search('{}', platform.profile(path));
    assert.equal(response.status, status, path);
    assert.equal((await response.json()).code, code, path);
    assert.ok(performance.now() - since < 10_000, path);
  }
  // No redirect was followed.
  assert.deepEqual(platform.asked.slice(before), ['/none.json', '/moved.json', '/large.json', '/slow.json', '/trickle.json']);
});

test('without the variable nothing on this machine is fetched', PATIENCE, async () => {
  const worker = await startWorker({ snapshot });
  try {
    const before = platform.asked.length;
    for (const profile of [platform.profile('/agent.json'), 'https://127.0.0.1/agent.json', 'https://localhost/agent.json']) {
      const headers = { 'content-type': 'application/json', 'ucp-agent': `profile="${profile}"` };
      const response = await worker.ask('/ucp/locations/search', { method: 'POST', headers, body: '{}' });
      assert.equal(response.status, 400, profile);
      assert.equal((await response.json()).code, 'invalid_profile_url');
    }
    assert.equal(platform.asked.length, before);
  } finally {
    await worker.dispose();
  }
});
