// A snapshot published while the Worker answers: the old one or the new one, never a mixture.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { after, before } from 'node:test';
import { snapshotPages } from '../../scripts/lab/snapshot.mjs';
import { nigh, startWorker } from './harness.mjs';
import { CITIES, LIMIT_MS, compileWorld, sameReply, timing } from './world.mjs';

/** The head is read again behind a response once it is 45 s old. */
const NEW_BY_MS = 100_000;

let world;
let worker;
before(async () => {
  world = compileWorld();
  worker = await startWorker({ snapshot: world.before });
}, { timeout: LIMIT_MS });
after(async () => {
  await worker?.dispose();
  world?.remove();
}, { timeout: LIMIT_MS });

const AT = `${new Date().toISOString().slice(0, 10)}T12:00:00Z`;
const PLACES = CITIES.slice(0, 9).map(({ latitude, longitude }) => ({ lat: latitude, lng: longitude, at: AT }));
const path = (place) => `/v1/go?${new URLSearchParams(place)}`;

/** What each snapshot says of a place, by the snapshot's id. */
function answers(place) {
  const flags = Object.entries(place).map(([name, value]) => `--${name}=${value}`);
  const of = (folder) => nigh('ask', 'go', `--snapshot=${folder}`, ...flags).trimEnd();
  const [old, fresh] = [of(world.before), of(world.after)];
  assert.ok(!sameReply(old, fresh));
  return { old, fresh };
}

/** Asks everywhere at once: `old` or `fresh` for each place, and nothing else. */
async function ask(expected) {
  return Promise.all(PLACES.map(async (place, at) => {
    const response = await worker.ask(path(place));
    const body = await response.text();
    const found = Object.entries(expected[at]).find(([, answer]) => sameReply(answer, body));
    assert.ok(found, `neither the old answer nor the new one: ${body.slice(0, 500)}`);
    return { which: found[0], ...timing(response) };
  }));
}

test('a head before its pages, the pages, and then the new snapshot', { timeout: LIMIT_MS }, async () => {
  const expected = PLACES.map(answers);
  const kv = await worker.kv();
  assert.ok((await ask(expected)).every(({ which }) => which === 'old'));
  const pages = snapshotPages(world.after);
  const put = ({ key, file }) => kv.put(key, readFileSync(file));
  // The head comes too early, as KV's regions may see it: its pages are not there.
  await put(pages.find(({ key }) => key === 'head'));
  const since = Date.now();
  let early = [];
  while (early.every(({ kv: reads }) => reads === 0)) {
    assert.ok(Date.now() - since < NEW_BY_MS, 'the new head is never read');
    await sleep(500);
    early = await ask(expected);
    assert.ok(early.every(({ which }) => which === 'old'), 'a page that is missing gives the old answer');
  }
  console.log(`the new head was read after ${((Date.now() - since) / 1_000).toFixed(1)} s`);
  // Pages come one by one, while questions are asked.
  const rest = pages.filter(({ key }) => key.startsWith('p/') || key.startsWith('m/'));
  let [olds, news] = [0, 0];
  for (const page of rest) {
    const [answered] = await Promise.all([ask(expected), put(page)]);
    olds += answered.filter(({ which }) => which === 'old').length;
    news += answered.filter(({ which }) => which === 'fresh').length;
  }
  assert.ok((await ask(expected)).every(({ which }) => which === 'fresh'));
  console.log(`while pages came, ${olds} old answers and ${news} new ones, and none of both`);
  await worker.restart();
  assert.ok((await ask(expected)).every(({ which }) => which === 'fresh'), 'names are still the old ones');
});

test('a page damaged in KV is told, and not served', { timeout: LIMIT_MS }, async () => {
  const kv = await worker.kv();
  const pages = snapshotPages(world.after).filter(({ key }) => /^[pn]\//.test(key));
  for (const { key, file } of pages) {
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] ^= 4;
    await kv.put(key, bytes);
  }
  await worker.restart();
  for (const place of PLACES) {
    const response = await worker.ask(path(place));
    const reply = await response.json();
    assert.deepEqual([response.status, reply.complete, reply.results], [200, false, []]);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  }
});
