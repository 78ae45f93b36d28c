// The chains that are asked of: made once, kept under .nigh/bench, made anew when nigh or the peers' loader changes.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { show } from '../scripts/process.mjs';
import { inRoot, nighBinary } from '../scripts/project.mjs';
import { questions } from './questions.mjs';

/** Snapshots say that they are of this instant, and so does stock. */
const BUILT = '2026-12-14T00:00:00Z';
const ITEMS = 200;
const LOADER = ['load.mjs', 'feeds.mjs'].map((name) => inRoot('benches', 'peer', name));
/** Sizes of chains; the plain peer's values for a million stores would be pages of megabytes. */
const SIZES = {
  '20k': { stores: 20_000, rows: 2_000_000, peers: ['plain', 'best'] },
  '1m': { stores: 1_000_000, rows: 10_000_000, peers: ['best'] },
};

export const benchDir = inRoot('.nigh', 'bench');

/** Makes what is missing of a size, `20k` or `1m`: `{size, stores, items, rows, files, questions, peers}`. */
export async function data(size) {
  const { stores, rows, peers } = SIZES[size];
  const folder = join(benchDir, size);
  mkdirSync(folder, { recursive: true });
  await once(folder, 'feeds', `${stores} ${ITEMS} ${rows}`, [], () => generate(folder, stores, rows));
  await once(folder, 'snapshot', BUILT, [nighBinary], () => compile(folder));
  await once(folder, 'peers', peers.join(), [...LOADER, join(folder, 'report.json')], () => load(folder, peers));
  const names = ['snapshot', ...peers.flatMap((peer) => [`${peer}.kv`, `${peer}-stock.kv`])];
  return {
    size, stores, items: ITEMS, rows, peers,
    files: names.map((name) => join(folder, name)),
    questions: questions(join(folder, 'stores.csv'), ITEMS),
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

function generate(folder, stores, rows) {
  return show(nighBinary, [
    'generate', '--stores', `${stores}`, '--items', `${ITEMS}`, '--rows', `${rows}`,
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
