// The folder that `nigh compile` writes.
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The keys of a snapshot and the files that hold their bytes: paths under `kv/` are percent-encoded keys. */
export function snapshotPages(folder) {
  const root = join(folder, 'kv');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => ({ key: relative(root, file).split(sep).map(decodeURIComponent).join('/'), file }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
