// A synthetic chain around the world, compiled once for each test file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSnapshot, nigh } from './harness.mjs';

export { numbers } from '../../scripts/lab/numbers.mjs';
export { CITIES, query, question, wish } from '../../scripts/lab/questions.mjs';

/** No test waits longer than this for a Worker that does not answer. */
export const LIMIT_MS = 180_000;

/** Two nights of one chain; the second has other names, and a tenth of the stores is gone. */
export function compileWorld(stores = 1_000) {
  const feeds = mkdtempSync(join(tmpdir(), 'nigh-feeds-'));
  const [first, second] = [join(feeds, 'first.csv'), join(feeds, 'second.csv')];
  nigh('generate', '--stores', String(stores), '--out', first);
  const [header, ...rows] = readFileSync(first, 'utf8').trimEnd().split('\n');
  const kept = rows.filter((_, row) => row % 10 !== 3).map((row) => row.replace(/^(\w+),/, '$1,New '));
  writeFileSync(second, `${[header, ...kept].join('\n')}\n`);
  const before = compileSnapshot([first], '--at', new Date(Date.now() - 7_200_000).toISOString());
  const after = compileSnapshot([second], '--at', new Date(Date.now() - 3_600_000).toISOString());
  const points = rows.map((row) => row.split(',').slice(2, 4).map(Number));
  const remove = () => [feeds, before, after].forEach((folder) => rmSync(folder, { recursive: true }));
  return { before, after, points, ids: rows.map((row) => row.split(',')[0]), remove };
}

/** The same chain with something to sell: a few hundred items, some in nearly every store. */
export function compileShops(stores = 1_000) {
  const feeds = mkdtempSync(join(tmpdir(), 'nigh-feeds-'));
  const [list, products, inventory] = ['stores.csv', 'products.tsv', 'inventory.tsv'].map((name) => join(feeds, name));
  const goods = ['--products', products, '--inventory', inventory];
  nigh('generate', '--stores', String(stores), '--out', list, '--items', '300', '--rows', '100000', ...goods);
  const snapshot = compileSnapshot([list], ...goods);
  const points = readFileSync(list, 'utf8').trimEnd().split('\n').slice(1).map((row) => row.split(',').slice(2, 4).map(Number));
  const [header, ...rows] = readFileSync(products, 'utf8').trimEnd().split('\n').map((row) => row.split('\t'));
  const items = rows.map((row) => Object.fromEntries(header.map((name, place) => [name, row[place]])));
  const remove = () => [feeds, snapshot].forEach((folder) => rmSync(folder, { recursive: true }));
  return { snapshot, points, items, remove };
}

/** What Server-Timing counts. */
export function timing(response) {
  const header = response.headers.get('server-timing') ?? '';
  const of = (name) => Number(new RegExp(`${name};desc="(\\d+)"`).exec(header)?.[1] ?? Number.NaN);
  return { memory: of('memory'), kv: of('kv'), guessed: of('guessed') };
}

/**
 * Whether two bodies say the same, but for what no two machines agree on: sines and cosines differ in
 * their last bit, and so do distances, in nanometres, and cursors, which carry them.
 */
export function sameReply(one, other) {
  const [a, b] = [one, other].map(apart);
  return a.text === b.text && a.metres.every((metres, i) => Math.abs(metres - b.metres[i]) < 1e-6);
}

function apart(body) {
  const metres = [];
  const text = body
    .replace(/"(distance(?:_min|_max)?_m)":([\d.e-]+)/g, (_, name, length) => {
      metres.push(Number(length));
      return `"${name}":…`;
    })
    .replace(/"next_cursor":"[0-9a-f]+"/, '"next_cursor":"…"');
  return { text, metres };
}
