// The chains that are asked of: made once, kept under .nigh/bench, made anew when nigh or the peers' loader changes.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { show } from '../scripts/process.mjs';
import { inRoot, nighBinary } from '../scripts/project.mjs';
import { questions } from './questions.mjs';

/** Snapshots say that they are of this instant, and so does stock. */
const BUILT = '2026-12-14T00:00:00Z';
const LOADER = ['load.mjs', 'feeds.mjs'].map((name) => inRoot('benches', 'peer', name));
/** Sizes of chains; the plain peer's values for a million stores would be pages of megabytes. */
const SIZES = {
  '20k': { stores: 20_000, items: 200, rows: 2_000_000, peers: ['plain', 'best'] },
  '1m': { stores: 1_000_000, items: 200, rows: 10_000_000, peers: ['best'] },
};

/** Ever more stores with ten items each, and ever more items in as many stores. */
export const MORE_STORES = ['1k', '10k', '100k', '1m'];
export const MORE_ITEMS = ['1k-items', '10k-items', '100k-items'];
const COUNTS = { '1k': 1_000, '10k': 10_000, '100k': 100_000 };
for (const [name, count] of Object.entries(COUNTS)) {
  SIZES[name] = { stores: count, items: 200, rows: 10 * count, peers: [] };
  SIZES[`${name}-items`] = { stores: 10_000, items: count, rows: 2_000_000, peers: [] };
}

/** What peers read is not made. */
export const ALONE = { peers: [] };

export const benchDir = inRoot('.nigh', 'bench');

/** Makes what is missing of a size, one of those above: `{size, stores, items, rows, files, questions, peers}`. */
export async function data(size, { peers } = SIZES[size]) {
  const { stores, items, rows } = SIZES[size];
  const folder = join(benchDir, size);
  mkdirSync(folder, { recursive: true });
  await once(folder, 'feeds', `${stores} ${items} ${rows}`, [], () => generate(folder, stores, items, rows));
  await once(folder, 'snapshot', BUILT, [nighBinary], () => compile(folder));
  if (peers.length > 0) await once(folder, 'peers', peers.join(), [...LOADER, join(folder, 'report.json')], () => load(folder, peers));
  const names = ['snapshot', ...peers.flatMap((peer) => [`${peer}.kv`, `${peer}-stock.kv`])];
  return {
    size, stores, items, rows, peers,
    files: names.map((name) => join(folder, name)),
    questions: questions(join(folder, 'stores.csv'), items),
  };
}

/** Does a step unless it was done with these inputs. */
async function once(folder, step, words, inputs, make) {
  const stamp = join(folder, `.${step}`);
  const hash = createHash('sha256').update(words);
  for (const input of inputs) hash.update(readFileSync(input));
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await make();
  writeFileSync(stamp, wanted);
}

function generate(folder, stores, items, rows) {
  return show(nighBinary, [
    'generate', '--stores', `${stores}`, '--items', `${items}`, '--rows', `${rows}`,
    ...feeds(folder).slice(2), '--out', join(folder, 'stores.csv'),
  ]);
}

function compile(folder) {
  rmSync(join(folder, 'snapshot'), { recursive: true, force: true });
  return show(nighBinary, [
    'compile', ...feeds(folder), '--at', BUILT, '--as-of', BUILT,
    '--report', join(folder, 'report.json'), '--out', join(folder, 'snapshot'),
  ]);
}

function feeds(folder) {
  return [
    '--stores', join(folder, 'stores.csv'),
    '--products', join(folder, 'products.tsv'), '--inventory', join(folder, 'inventory.tsv'),
  ];
}

function load(folder, peers) {
  const only = peers.length === 1 ? ['--only', peers[0]] : [];
  return show(process.execPath, ['--max-old-space-size=8000', LOADER[0], folder, ...only]);
}
