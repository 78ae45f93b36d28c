// Runs the built Worker in workerd, by Miniflare, as wrangler.toml configures it: a chosen snapshot in KV,
// a chosen `request.cf`, and a cold isolate on demand.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Miniflare, convertV4MiniflareOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as workerOptions } from 'wrangler';
import { snapshotPages } from '../../scripts/lab/snapshot.mjs';
import { bundleDir, inRoot, nighBinary } from '../../scripts/project.mjs';

const BINDING = 'NIGH';
const ORIGIN = 'http://nigh.test';
/** Writes in flight: more gain nothing, each waits for the disk. */
const BATCH = 64;
/** Miniflare merges a request's `cf` over a placeholder in Texas: these take the place out of it. */
const NOWHERE = Object.fromEntries(
  [
    'latitude', 'longitude', 'city', 'region', 'regionCode', 'metroCode', 'postalCode',
    'country', 'continent', 'timezone',
  ].map((name) => [name, undefined]),
);

/**
 * Starts the Worker with the pages of a snapshot folder, or with an empty KV.
 * `cf` is what the network knows of those who come over a real connection.
 * A test needs no more than its `ask`, `kv`, `load`, `restart` and `dispose`; `url` is for load from outside.
 */
export async function startWorker({ snapshot = null, cf = {} } = {}) {
  const state = mkdtempSync(join(tmpdir(), 'nigh-e2e-'));
  const options = { ...miniflareOptions(state), cf };
  const miniflare = new Miniflare(options);
  const worker = {
    url: await miniflare.ready,
    ask: (path, question) => ask(miniflare, path, question),
    kv: () => miniflare.getKVNamespace(BINDING),
    load: async (folder) => loadSnapshot(await miniflare.getKVNamespace(BINDING), folder),
    restart: async () => { await miniflare.setOptions(options); worker.url = await miniflare.ready; },
    dispose: async () => { await miniflare.dispose(); rmSync(state, { recursive: true, force: true }); },
  };
  if (snapshot !== null) await worker.load(snapshot);
  return worker;
}

function miniflareOptions(state) {
  const { workerOptions: configured } = workerOptions(inRoot('wrangler.toml'));
  const { rootPath, modulesRules, ...settings } = configured;
  return convertV4MiniflareOptions({
    ...settings,
    modules: [bundled('index.js', 'ESModule'), bundled('index_bg.wasm', 'CompiledWasm')],
    modulesRoot: bundleDir,
    host: '127.0.0.1',
    port: 0,
    cf: {},
    kvPersist: state,
  });
}

function bundled(name, type) {
  const path = join(bundleDir, name);
  return { type, path, contents: readFileSync(path) };
}

/**
 * One request. `cf` holds what the network knows of the caller's place (Cloudflare's strings, such as
 * `{latitude: '51.5', longitude: '-0.1', city: 'London'}`); without it the network knows nothing.
 */
function ask(miniflare, path, { cf = null, method = 'GET', headers = {}, body } = {}) {
  const network = cf === null ? {} : { cf: { ...NOWHERE, ...cf } };
  const request = { ...network, method, headers, body, redirect: 'manual' };
  return miniflare.dispatchFetch(new URL(path, ORIGIN), request);
}

/** Puts every page of a folder that `nigh compile` wrote into KV. */
export async function loadSnapshot(namespace, folder) {
  const pages = snapshotPages(folder);
  for (let at = 0; at < pages.length; at += BATCH) {
    await Promise.all(pages.slice(at, at + BATCH).map(({ key, file }) => namespace.put(key, readFileSync(file))));
  }
}

/** Runs the command line, and returns what it prints on standard output. */
export function nigh(...args) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  return execFileSync(nighBinary, args, { cwd: inRoot(), encoding: 'utf8', stdio });
}

/** Compiles store lists, and what the flags add, into a new temporary snapshot folder. */
export function compileSnapshot(stores, ...flags) {
  const folder = mkdtempSync(join(tmpdir(), 'nigh-snapshot-'));
  nigh('compile', ...stores.flatMap((feed) => ['--stores', feed]), '--out', folder, ...flags);
  return folder;
}
