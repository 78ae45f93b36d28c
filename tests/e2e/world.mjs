// A synthetic chain around the world, compiled once for each test file, and questions to ask of it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSnapshot, nigh } from './harness.mjs';

/** No test waits longer than this for a Worker that does not answer. */
export const LIMIT_MS = 180_000;
/** Whole minutes of today: the Worker's clock is the real one, and so is the horizon of what it knows. */
const NOON = `${new Date().toISOString().slice(0, 10)}T12:00:00Z`;

/** Cities of the synthetic chain, as Cloudflare would say where a caller is. */
export const CITIES = [
  { city: 'Chicago', country: 'US', latitude: '41.85003', longitude: '-87.65005' },
  { city: 'San Diego', country: 'US', latitude: '32.71571', longitude: '-117.16472' },
  { city: 'São Paulo', country: 'BR', latitude: '-23.54750', longitude: '-46.63611' },
  { city: 'London', country: 'GB', latitude: '51.50853', longitude: '-0.12574' },
  { city: 'Berlin', country: 'DE', latitude: '52.52437', longitude: '13.41053' },
  { city: 'Cairo', country: 'EG', latitude: '30.06263', longitude: '31.24967' },
  { city: 'Mumbai', country: 'IN', latitude: '19.07283', longitude: '72.88261' },
  { city: 'Tokyo', country: 'JP', latitude: '35.68950', longitude: '139.69171' },
  { city: 'Sydney', country: 'AU', latitude: '-33.86785', longitude: '151.20732' },
  { city: 'Suva', country: 'FJ', latitude: '-18.14161', longitude: '178.44149' },
  { city: '', country: 'AQ', latitude: '-89.99', longitude: '0' },
];

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

/** The same numbers on every machine (mulberry32): 0 ≤ number < 1. */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A question that could be anybody's, as the parameters of a URL. */
export function question(points, random) {
  const pick = (from) => from[Math.floor(random() * from.length)];
  const [lat, lng] = random() < 0.9 ? pick(points) : [random() * 180 - 90, random() * 360 - 180];
  const minutes = Math.floor(random() * 10 * 1_440);
  const parameters = {
    lat: Math.max(-90, Math.min(90, lat + random() * 0.2 - 0.1)).toFixed(6),
    lng: Math.max(-180, Math.min(180, lng + random() * 0.2 - 0.1)).toFixed(6),
    at: new Date(Date.parse(NOON) + minutes * 60_000).toISOString().replace('.000Z', 'Z'),
    radius: pick(['1000', '20000', '50000', '500000']),
    rank: pick(['soonest', 'distance']),
    mode: pick(['walk', 'bike', 'drive']),
    open: pick(['any', 'at', 'arrival']),
    limit: pick(['1', '5', '10', '30']),
    detail: pick(['pin', 'brief', 'full']),
    format: pick(['json', 'json', 'json', 'geojson', 'jsonld']),
    units: pick(['metric', 'imperial', '']),
    explain: pick(['0', '0', '1']),
  };
  if (parameters.open !== 'any') parameters.open_for = pick(['0', '30']);
  return Object.entries(parameters).filter(([, value]) => value !== '');
}

/** A question of somebody who wants to buy: something by its id or number, several things, or words for it. */
export function wish({ points, items }, random) {
  const pick = (from) => from[Math.floor(random() * from.length)];
  const named = ({ id, gtin }) => (gtin !== '' && random() < 0.5 ? gtin : id);
  const some = (count) => [...new Set(Array.from({ length: count }, () => pick(items)))];
  const wishes = [
    () => [['item', named(pick(items))]],
    () => some(3).map((item) => ['item', `${named(item)}${pick(['', '', '*2'])}`]),
    () => [...some(4).map((item) => ['item', named(item)]), ['split', '1']],
    () => [['q', misspelt(pick(items).title.split(' ').slice(0, 3).join(' '), random)]],
    () => [['q', pick(items).product_type.split(' > ').at(-1)], ['brand', pick(items).brand]],
  ];
  const far = [['radius', pick(['50000', '200000', '500000'])], ['open', 'any']];
  const terms = [far, far, [['stock', 'any']], [['max_price', '49.99'], ...far], [['rank', 'price'], ['radius', '50000']]];
  const asked = [...pick(wishes)(), ...pick(terms)];
  const rest = question(points, random).filter(([name]) => name !== 'open_for' && !asked.some(([known]) => known === name));
  return [...rest, ...asked];
}

/** Every second time, without one of its letters. */
function misspelt(text, random) {
  const at = Math.floor(random() * text.length);
  return random() < 0.5 ? text : text.slice(0, at) + text.slice(at + 1);
}

export const query = (parameters) => new URLSearchParams(parameters).toString();

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
