// The Workers that are compared, as scripts/lab/workerd.mjs takes them.
import { mkdirSync } from 'node:fs';
import { build } from 'esbuild';
import { NIGH } from '../scripts/lab/workerd.mjs';
import { inRoot } from '../scripts/project.mjs';
import { floor } from './floor/build.mjs';

const BUNDLES = inRoot('.nigh', 'bench', 'bundles');

const script = (...parts) => ({ modules: [['esModule', inRoot('benches', ...parts)]] });
const bundle = (name) => ({ modules: [['esModule', `${BUNDLES}/${name}.mjs`]], kv: true });

/** By the names that reports use. */
export const WORKERS = {
  'hello-js': script('floor', 'hello.mjs'),
  'hello-rust': floor('hello'),
  constant: floor('constant'),
  nigh: NIGH,
  plain: bundle('plain'),
  best: bundle('best'),
  gets: { ...script('floor', 'gets.mjs'), kv: true },
};

/** A Worker under its name, in so many isolates. */
export const worker = (name, isolates = 1) => ({ name, isolates, ...WORKERS[name] });

/** Makes one module of each peer, h3-js included. */
export async function bundlePeers() {
  mkdirSync(BUNDLES, { recursive: true });
  for (const name of ['plain', 'best']) {
    await build({
      entryPoints: [inRoot('benches', 'peer', `${name}.mjs`)], outfile: `${BUNDLES}/${name}.mjs`,
      bundle: true, minify: true, format: 'esm', platform: 'browser', target: 'es2022', logLevel: 'error',
    });
  }
}
