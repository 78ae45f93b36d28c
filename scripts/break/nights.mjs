// Nights of one chain with goods: what a publisher compiles, one snapshot a night, each a little different.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nigh, temporary } from '../lab/command-line.mjs';
import { snapshotPages } from '../lab/snapshot.mjs';

const HOUR_MS = 3_600_000;

/**
 * Compiles `count` nights: `{nights: [{id, folder, pages: [{key, file}]}], points, items, ids, remove()}`.
 * From one to the next a tenth of the stores gets another name, some close, and a seventh of the stock is sold.
 * `places` is a folder of towns and postcodes.
 */
export function compileNights(count, { stores = 4_000, items = 1_000, rows = 150_000, places } = {}) {
  const folder = temporary('nights');
  const feeds = generate(folder, stores, items, rows);
  const nights = Array.from({ length: count }, (_, night) => compileNight(folder, { ...feeds, places }, night, count));
  return { nights, ...told(feeds), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function generate(folder, stores, items, rows) {
  const [list, products, inventory] = ['stores.csv', 'products.tsv', 'inventory.tsv'].map((name) => join(folder, name));
  nigh('generate', '--stores', String(stores), '--out', list, '--items', String(items), '--rows', String(rows),
    '--products', products, '--inventory', inventory);
  return { products, list: lines(list), goods: lines(products), inventory: lines(inventory) };
}

const lines = (file) => readFileSync(file, 'utf8').trimEnd().split('\n');

function compileNight(folder, { list, products, inventory, places }, night, count) {
  const [stores, stock, out] = ['stores.csv', 'inventory.tsv', 'snapshot'].map((name) => join(folder, `${night}-${name}`));
  const renamed = (row, place) => (place % 10 === night ? row.replace(/^(\w+),/, `$1,Night ${night} `) : row);
  write(stores, list, (row, place) => (place % 50 === 20 + night ? null : renamed(row, place)));
  write(stock, inventory, (row, place) => (place % 7 === night ? null : row));
  const at = new Date(Date.now() - (count - night) * HOUR_MS).toISOString();
  const gazetteer = places === undefined ? [] : ['--places', places];
  nigh('compile', '--stores', stores, '--products', products, '--inventory', stock, ...gazetteer, '--out', out, '--at', at, '--as-of', at);
  const pages = snapshotPages(out);
  return { id: pages.find(({ key }) => key.startsWith('m/')).key.slice(2), folder: out, pages };
}

/** The header, and of the rows what `change` makes of them; null leaves one out. */
function write(file, [header, ...rows], change) {
  writeFileSync(file, `${[header, ...rows.map(change).filter((row) => row !== null)].join('\n')}\n`);
}

/** What questions are made of. */
function told({ list, goods: [header, ...rows] }) {
  const stores = list.slice(1).map((row) => row.split(','));
  const names = header.split('\t');
  const items = rows.map((row) => Object.fromEntries(row.split('\t').map((value, place) => [names[place], value])));
  return { ids: stores.map(([id]) => id), points: stores.map(([, , lat, lng]) => [Number(lat), Number(lng)]), items };
}
