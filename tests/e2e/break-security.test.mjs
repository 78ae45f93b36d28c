// `npm run break -- --only security`, but for the dependencies: headers, limits, secrets, and what Workers log.
import assert from 'node:assert/strict';
import test from 'node:test';
import { BOUND, SENT, leaks, secretsIn } from '../../scripts/break/logs.mjs';
import { security } from '../../scripts/break/security.mjs';
import { LIMIT_MS } from './world.mjs';

test('every kind of response has its headers, and nothing is told that is nobody else’s business', { timeout: LIMIT_MS }, async () => {
  const { failures } = await security({ bounded: true });
  assert.deepEqual(failures, []);
});

test('a log line that tells too much is found', () => {
  const paths = ['/v1/go?lat=44.977812&lng=-93.265011'];
  for (const line of [
    'asked for 44.977812', 'asked for 44.9778', 'near -93.265', 'at 12.3456,7', `bound ${BOUND}`, `cookie ${SENT}`,
    'http://127.0.0.1:8787/v1/go?lat=44.977812&lng=-93.265011',
  ]) assert.notDeepEqual(leaks([line], paths), [], line);
  for (const line of ['', 'near 44.98, -93.27', 'took 1234.567 ms', 'snapshot 9f86d081884c7d65', 'workerd 1.20261023.1']) {
    assert.deepEqual(leaks([line], paths), [], line);
  }
  assert.deepEqual(secretsIn('nothing'), []);
});
