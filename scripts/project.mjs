// Facts about this checkout that several scripts need: its folders, its pinned tools, where outputs lie.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A path inside the checkout. */
export const inRoot = (...parts) => join(root, ...parts);

/** Tools that setup installs for this checkout alone. */
export const toolsDir = inRoot('.tools');

/** worker-build and wasm-bindgen must be in step with `worker` and `wasm-bindgen` in Cargo.toml. */
export const cargoTools = [
  { name: 'worker-build', version: '0.8.7', binary: 'worker-build', expected: '1 to 3 min' },
  { name: 'wasm-bindgen-cli', version: '0.2.129', binary: 'wasm-bindgen', expected: '1 to 3 min' },
];

/** What only `npm run break` needs: licences, sources and advisories of all crates. */
export const cargoDeny = { name: 'cargo-deny', version: '0.20.2', binary: 'cargo-deny', expected: '3 to 8 min' };

/** The wasm build has a target directory of its own: the two builds never wait for each other's lock. */
export const wasmTargetDir = inRoot('target-wasm');

/** What worker-build writes; `main` in wrangler.toml is its index.js. */
export const bundleDir = inRoot('build');

/** The Worker before the names of its functions were taken out: for profiles. */
export const namedWasm = join(wasmTargetDir, 'named.wasm');

/** What `scripts/site.mjs` writes; `assets` in wrangler.toml. */
export const siteDir = inRoot('dist');

/** How Cargo builds the command line: `npm test` takes `dev`, which checks arithmetic and which `cargo test` has built. */
export const nighProfile = process.env.NIGH_PROFILE ?? 'tool';

/** The command line, as `npm run build` leaves it. */
export const nighBinary = join(process.env.CARGO_TARGET_DIR ?? inRoot('target'), nighProfile === 'dev' ? 'debug' : nighProfile, 'nigh');

/** The npm package `node` brings the Node that wrangler and Miniflare need. */
export const node22 = inRoot('node_modules', 'node', 'bin', 'node');

export const wranglerScript = inRoot('node_modules', 'wrangler', 'bin', 'wrangler.js');

const feeds = (...names) => names.map((name) => `fixtures/feeds/${name}`);

/** The example chain, as flags of `nigh compile`: what `npm start` serves and README.md asks. */
export const exampleFeeds = [
  '--stores', ...feeds('markets.geojson', 'stores.csv'),
  '--products', ...feeds('products.tsv'),
  '--inventory', ...feeds('inventory.tsv'),
  '--places', 'fixtures/places',
];
