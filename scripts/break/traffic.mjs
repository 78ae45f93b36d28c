// Mixed traffic: the pool's questions, the pages after their answers, and what else callers send.
import { numbers } from '../lab/numbers.mjs';
import { CITIES } from '../lab/questions.mjs';
import { SECRET_HEADERS } from './logs.mjs';
import { following } from './questions.mjs';

/** Cursors that are remembered: some are used at once, some when their snapshot has gone. */
const CURSORS = 400;
const HERE = 'lat=41.850031&lng=-87.650052';

/** Requests that are of no snapshot's pool: each with the status that it must get. */
const OTHERS = [
  { kind: 'health', path: '/v1/health', status: 200 },
  { kind: 'now', path: `/v1/go?${HERE}`, status: 200 },
  { kind: 'now', path: '/v1/go', cf: CITIES[4], status: 200 },
  { kind: 'now', path: '/v1/go?cell=872664c1affffff', status: 200 },
  { kind: 'refused', path: '/v1/go', status: 400 },
  { kind: 'refused', path: `/v1/go?${HERE}`, method: 'POST', body: 'x'.repeat(2_000), status: 405 },
  { kind: 'refused', path: `/v1/go?${HERE}`, headers: { accept: 'text/csv' }, status: 406 },
  { kind: 'preflight', path: `/v1/go?${HERE}`, method: 'OPTIONS', headers: { origin: 'https://shop.example' }, status: 204 },
  { kind: 'unchanged', path: `/v1/go?${HERE}`, headers: { 'if-none-match': '*' }, status: 304 },
];

/** An endless row of requests: `{next(), learn(asked, reply, of)}`; what is learnt are cursors, and whose they are. */
export function traffic(pool, seed) {
  const random = numbers(seed);
  const pick = (from) => from[Math.floor(random() * from.length)];
  const cursors = [];
  const next = () => {
    const at = random();
    if (at < 0.12) return pick(OTHERS);
    if (at < 0.22 && cursors.length > 0) return pick(cursors);
    const asked = pick(pool);
    return random() < 0.1 ? { ...asked, headers: SECRET_HEADERS } : asked;
  };
  const learn = (asked, { status, body }, of) => {
    if (status !== 200 || of === null || !['go', 'buy'].includes(asked.kind) || random() > 0.2) return;
    const found = following(asked, body, of);
    if (found === null) return;
    if (cursors.length < CURSORS) cursors.push(found);
    else cursors[Math.floor(random() * CURSORS)] = found;
  };
  return { next, learn };
}
