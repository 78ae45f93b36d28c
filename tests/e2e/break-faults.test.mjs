// A small part of `npm run break -- --only faults`: a KV that fails in every way, and no wrong answer.
import assert from 'node:assert/strict';
import test from 'node:test';
import { faults } from '../../scripts/break/faults.mjs';
import { LIMIT_MS } from './world.mjs';

test('whatever KV does, what is marked complete is true, and nobody waits for ever', { timeout: LIMIT_MS }, async () => {
  const { failures, figures } = await faults({ bounded: true });
  assert.deepEqual(failures, []);
  console.log(JSON.stringify(figures));
  // Had no fault been met, or had all questions failed, nothing would have been shown.
  assert.ok(figures['faults met'] > 300 && figures['replies marked complete'] > 300, JSON.stringify(figures));
});
