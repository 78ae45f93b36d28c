// Two minutes of `npm run break -- --only load`: publishes, prunes and evictions under mixed traffic.
import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from '../../scripts/break/load.mjs';

const LIMIT_MS = 300_000;

test('under load, while snapshots come and go, every reply is whole and of one snapshot', { timeout: LIMIT_MS }, async () => {
  const { failures, figures } = await load({ bounded: true });
  assert.deepEqual(failures, []);
  console.log(JSON.stringify(figures));
  const { 'snapshots seen in replies': seen, 'values pruned': pruned, 'isolates evicted': evicted } = figures;
  assert.ok(seen >= 3 && pruned > 0 && evicted > 0 && figures['replies compared with the truth'] > 50, JSON.stringify(figures));
});
