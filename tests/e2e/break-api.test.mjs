// A small part of `npm run break -- --only api`: schemathesis, which does what the OpenAPI says, and what it forbids.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api } from '../../scripts/break/api.mjs';
import { LIMIT_MS } from './world.mjs';

test('the Worker keeps its contract', { timeout: LIMIT_MS }, async (context) => {
  const { failures, figures, skipped } = await api({ bounded: true });
  if (skipped) { context.skip(skipped); return; }
  assert.deepEqual(failures, []);
  console.log(JSON.stringify(figures));
  assert.ok(figures.requests >= 1_000, JSON.stringify(figures));
});
