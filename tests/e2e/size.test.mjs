// The budget of the Worker's weight: what a cold start has to load, and what each new dependency must earn.
import assert from 'node:assert/strict';
import test from 'node:test';
import { bundleSize } from '../../scripts/bundle-size.mjs';

const BUDGET_BYTES = 450_000;

test('the Worker weighs at most 450 kB gzipped', () => {
  const { total } = bundleSize();
  assert.ok(total <= BUDGET_BYTES, `${total} bytes gzipped, ${total - BUDGET_BYTES} over the budget`);
});
