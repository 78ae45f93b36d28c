// The built Worker in workerd: towns and postcodes by name, of the example chain that `npm start` serves.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { exampleFeeds } from '../../scripts/project.mjs';
import { compileSnapshot, nigh, startWorker } from './harness.mjs';
import { LIMIT_MS, sameReply } from './world.mjs';

const BUILT = ['--at', '2026-11-21T12:00:00Z', '--as-of', '2026-11-21T06:00:00Z'];
const AT = 'at=2026-11-21T18:00:00Z';
const LONDON = { latitude: '51.5', longitude: '-0.1', city: 'London' };

let snapshot;
let worker;
before(async () => {
  snapshot = compileSnapshot([], ...exampleFeeds, ...BUILT);
  worker = await startWorker({ snapshot });
}, { timeout: LIMIT_MS });
after(async () => {
  await worker?.dispose();
  if (snapshot) rmSync(snapshot, { recursive: true });
}, { timeout: LIMIT_MS });

const timed = (name, body) => test(name, { timeout: LIMIT_MS }, body);
const kvReads = (response) => Number(/kv;desc="(\d+)"/.exec(response.headers.get('server-timing'))[1]);

async function completed(typed, question) {
  const response = await worker.ask(`/v1/places?q=${encodeURIComponent(typed)}&limit=3`, question);
  assert.equal(response.status, 200);
  const { places, complete } = await response.json();
  assert.ok(complete);
  return { places, response };
}

timed('names in several scripts, with typos, and codes are completed', async () => {
  for (const [typed, place] of [
    ['mün', 'Munich, DE'], ['ミュンヘン', 'Munich, DE'], ['Москва', 'Moscow, RU'], ['東京', 'Tokyo, JP'],
    ['minneaplis', 'Minneapolis, US'], ['paris, tx', 'Paris, US'], ['paris france', 'Paris, FR'],
    ['94103', '94103, US'], ['sw1a 1aa', 'SW1A, GB'], ['K1A0B1', 'K1A, CA'],
  ]) {
    const { places } = await completed(typed);
    assert.equal(places[0].place, place, typed);
  }
});

timed('who is near comes first, and is told apart from who may be anywhere', async () => {
  const anywhere = await completed('london');
  assert.match(anywhere.response.headers.get('cache-control'), /^public/);
  assert.equal(anywhere.places[0].country, 'GB');
  const ontario = { latitude: '43.65', longitude: '-79.38', city: 'Toronto' };
  const near = await completed('london', { cf: ontario });
  assert.match(near.response.headers.get('cache-control'), /^private/);
  assert.equal(near.places[0].country, 'CA');
});

timed('a cold isolate reads the head and one page, a warm one nothing', async () => {
  for (const typed of ['m', 'minn', 'mnuich']) {
    await worker.restart();
    assert.equal(kvReads((await completed(typed)).response), 2, typed);
    assert.equal(kvReads((await completed(typed)).response), 0, typed);
  }
});

timed('a place is where a question is asked from, whoever asks', async () => {
  const path = `/v1/go?place=Minneapolis&${AT}&limit=3`;
  const [here, there] = await Promise.all([worker.ask(path), worker.ask(path, { cf: LONDON })]);
  const [reply, same] = [await here.text(), await there.text()];
  assert.equal(reply, same);
  assert.match(here.headers.get('cache-control'), /^public/);
  assert.deepEqual(JSON.parse(reply).origin.label, 'Minneapolis, US');
  assert.equal(JSON.parse(reply).origin.source, 'place');
  const flags = ['--place=Minneapolis', '--at=2026-11-21T18:00:00Z', '--limit=3'];
  assert.ok(sameReply(`${reply}\n`, nigh('ask', 'go', `--snapshot=${snapshot}`, ...flags)), reply);
});

timed('what no place is called is refused, with what is called nearly so', async () => {
  const response = await worker.ask('/v1/go?place=Minneaplis');
  assert.equal(response.status, 400);
  const { errors } = await response.json();
  assert.equal(errors[0].parameter, 'place');
  assert.match(errors[0].detail, /Minneapolis, US/);
});

timed('words of stores', async () => {
  const response = await worker.ask(`/v1/go?place=Berlin&${AT}&q=kreuzbreg`);
  const { results } = await response.json();
  assert.deepEqual(results.map(({ location }) => location.name), ['Lumen & Lark Kreuzberg']);
});
