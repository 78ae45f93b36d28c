// One hash over files and settings: whether what was built from them is still current.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './project.mjs';

/** Hashes every file under `paths` but those under `without`, by name and content, then the `settings`. */
export function hashOf(paths, without, settings) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesUnder(path, without))) {
    hash.update(`${file}\0`).update(readFileSync(inRoot(file))).update('\0');
  }
  for (const setting of settings) hash.update(`${setting}\0`);
  return hash.digest('hex');
}

/** Paths are relative to the checkout and come in a fixed order. */
function filesUnder(path, without) {
  if (without.includes(path)) return [];
  if (!statSync(inRoot(path)).isDirectory()) return [path];
  return readdirSync(inRoot(path)).sort().flatMap((name) => filesUnder(join(path, name), without));
}
