// The npm packages of package-lock.json: installed when missing, and again when the lock file has changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { answer, watch } from './process.mjs';
import { inRoot, node22 } from './project.mjs';
import { Failure } from './terminal.mjs';

const STAMP = inRoot('node_modules', '.nigh-lock-sha256');
const WRANGLER_NODE_MAJOR = 22;

export async function ensureNpmPackages() {
  const wanted = createHash('sha256').update(readFileSync(inRoot('package-lock.json'))).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  const env = { ...process.env, PATH: pathWithoutNodeModules() };
  await watch('npm packages (wrangler, workerd, wasm-opt, esbuild)', '15 to 60 s', 'npm', ['ci'], { env });
  checkNode22();
  writeFileSync(STAMP, wanted);
}

/** `npm ci` removes node_modules first: it must not run by the Node that lies there. */
function pathWithoutNodeModules() {
  const inside = inRoot('node_modules');
  return process.env.PATH.split(delimiter).filter((folder) => !folder.startsWith(inside)).join(delimiter);
}

/** The package `node` fetches its binary in an install script, which a setting of npm can forbid. */
function checkNode22() {
  const version = answer(node22, ['--version']);
  if (version !== null && Number(version.slice(1).split('.')[0]) >= WRANGLER_NODE_MAJOR) return;
  throw new Failure(
    'The npm package `node` did not install its binary: its install script was not allowed to run.\n' +
    'Allow it with `npm config set ignore-scripts false`, remove node_modules, and run this again.',
  );
}
