// What judges replies must find those that lie.
import assert from 'node:assert/strict';
import test from 'node:test';
import { growth } from '../../scripts/break/memory.mjs';
import { DEADLINE_MS, judged } from '../../scripts/break/truth.mjs';

const OURS = 'a1';
const asked = { kind: 'go', path: '/v1/go?lat=1&lng=1' };
const body = (complete, name, id = OURS) => `{"results":["${name}"],"complete":${complete},"snapshot":{"id":"${id}"}}`;
const reply = (changed = {}) => ({
  status: 200, ms: 5, body: body(true, 'Market'),
  headers: { 'content-type': 'application/json', 'cache-control': 'private, max-age=60', etag: '"1"' },
  ...changed,
});
const withHeaders = (headers, changed = {}) => reply({ ...changed, headers: { ...reply().headers, ...headers } });
/** A machine that keeps nobody waiting. */
const stalls = { during: () => 0 };
const reference = { ids: [OURS, 'b2'], stalls, answer: async (id) => (id === OURS ? reply() : reply({ body: body(true, 'Other', 'b2') })) };
const unavailable = { status: 503, body: '{}', headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'retry-after': '30' } };

test('true replies are taken', async () => {
  const partial = withHeaders({ 'cache-control': 'no-store' }, { body: body(false, 'Half') });
  for (const [told, outcome] of [[reply(), 'complete'], [partial, 'incomplete'], [reply(unavailable), 'unavailable']]) {
    assert.deepEqual(await judged(asked, told, reference), { outcome, wrong: null });
  }
});

test('lies are found', async () => {
  const lies = {
    'a store too few': reply({ body: body(true, '') }),
    'of another snapshot': reply({ body: body(true, 'Market', 'b2') }),
    'of no snapshot': reply({ body: body(true, 'Market', 'c3') }),
    'complete, by its words alone': withHeaders({ 'cache-control': 'no-store' }),
    'incomplete, and kept': reply({ body: body(false, 'Market') }),
    'another tag': withHeaders({ etag: '"2"' }),
    'another type': withHeaders({ 'content-type': 'text/html' }),
    'too late': reply({ ms: DEADLINE_MS + 1 }),
    'a 500': reply({ status: 500 }),
    'gone without a cursor': reply({ status: 409 }),
    'refused for nothing': reply({ status: 400 }),
    'no time to come back': reply({ ...unavailable, headers: { ...unavailable.headers, 'retry-after': undefined } }),
    'a 503 that is kept': reply({ ...unavailable, headers: { ...unavailable.headers, 'cache-control': 'max-age=60' } }),
  };
  for (const [name, lie] of Object.entries(lies)) {
    assert.notEqual((await judged(asked, lie, reference)).wrong, null, name);
  }
  const stalled = { ...reference, stalls: { during: () => 5_000 } };
  assert.equal((await judged(asked, reply({ ms: DEADLINE_MS + 1 }), stalled)).wrong, null, 'late by the machine');
  const cursor = { ...asked, kind: 'cursor', of: 'b2' };
  assert.notEqual((await judged(cursor, reply(), reference)).wrong, null, 'a cursor of another snapshot');
});

test('a process that grows is found', () => {
  const samples = (bytes) => Array.from({ length: 100 }, (_, place) => ({ atMs: place * 1_000, bytes: bytes(place) }));
  const sawtooth = (place) => 80e6 + (place % 7) * 5e6;
  assert.equal(growth(samples(sawtooth)).failure, null);
  assert.notEqual(growth(samples((place) => sawtooth(place) + place * 0.5e6)).failure, null);
});
