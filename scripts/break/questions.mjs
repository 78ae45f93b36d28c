// A fixed pool of requests: to go, to buy, stores, cursors, and mistakes. Each has a true answer for each snapshot.
import { numbers } from '../lab/numbers.mjs';
import { CITIES, query, question, wish } from '../lab/questions.mjs';
import { ask, crowd } from './ask.mjs';

/** What the Worker must refuse, and how. */
const MISTAKES = [
  ['/v1/go?lat=91&lng=0', 400],
  ['/v1/go?lat=44.98', 400],
  ['/v1/go?lat=1&lng=1&radius=1e9', 400],
  ['/v1/go?lat=1&lng=1&cursor=00', 400],
  ['/v1/go?lat=1&lng=1&nonsense=1', 400],
  ['/v1/go?lat=%00&lng=%ff', 400],
  ['/v1/go?lat=1&lng=1&at=1970-01-01T00:00:00Z', 400],
  ['/v1/buy?lat=1&lng=1', 400],
  ['/v1/buy?lat=1&lng=1&item=a&q=b', 400],
  ['/v1/stores/nowhere', 404],
  ['/v1/stores/%ff', 404],
  ['/wp-login.php', 404],
];

/**
 * `count` requests `{kind, path, cf, status}`; `kind` is go, buy, store or mistake, and `status` what a mistake is
 * answered by. Every one names its instant, so that its answer is one of its snapshot alone.
 */
export function pool(world, count, seed) {
  const random = numbers(seed);
  const pick = (from) => from[Math.floor(random() * from.length)];
  const kinds = {
    go: () => placed('/v1/go', question(world.points, random), random),
    buy: () => placed('/v1/buy', wish(world, random), random),
    store: () => ({ path: `/v1/stores/${pick(world.ids)}?${query([['at', instant(question(world.points, random))]])}` }),
    mistake: () => { const [path, status] = pick(MISTAKES); return { path, status }; },
  };
  const share = () => { const at = random(); return at < 0.5 ? 'go' : at < 0.85 ? 'buy' : at < 0.95 ? 'store' : 'mistake'; };
  return Array.from({ length: count }, () => {
    const kind = share();
    return { kind, ...kinds[kind]() };
  });
}

const instant = (parameters) => new Map(parameters).get('at');

/** One in five sends no position: the network knows a city. What a reply explains differs from run to run. */
function placed(path, parameters, random) {
  const plain = parameters.filter(([name]) => name !== 'explain');
  if (random() < 0.8) return { path: `${path}?${query(plain)}` };
  const city = CITIES[Math.floor(random() * CITIES.length)];
  return { path: `${path}?${query(plain.filter(([name]) => name !== 'lat' && name !== 'lng'))}`, cf: city };
}

/** The second pages of some answers of a snapshot, as its own Worker gives them: `{kind: 'cursor', path, cf, of}`. */
export async function secondPages(port, of, asked) {
  const found = await crowd(asked.filter(({ kind }) => kind === 'go' || kind === 'buy'), 4, async (first) => {
    const { body } = await ask(port, first);
    return following(first, body, of);
  });
  return found.filter((next) => next !== null);
}

/** The request for the page after a reply's; null where there is none. */
export function following(first, body, of) {
  const cursor = /"next_cursor":"([0-9a-f]+)"/.exec(body)?.[1];
  return cursor === undefined ? null : { ...first, kind: 'cursor', path: `${first.path}&cursor=${cursor}`, of };
}
