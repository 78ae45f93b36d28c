// A shop of another origin with locators in its pages, over the Worker with the example chain.
import { rmSync } from 'node:fs';
import { after, before } from 'node:test';
import { exampleFeeds } from '../../scripts/project.mjs';
import { hostSite } from './browser.mjs';
import { compileSnapshot, startWorker } from './harness.mjs';
import { LIMIT_MS } from './world.mjs';

/** Noon of a Saturday in Minneapolis, which the snapshot knows. */
export const NOON = '2026-11-21T18:00:00Z';
export const HERE = `lat="44.9778" lng="-93.265" at="${NOON}"`;
const BUILT = ['--at', '2026-11-21T12:00:00Z', '--as-of', '2026-11-21T06:00:00Z'];
export const RESERVED = '<style>nigh-locator { display: block; height: 40rem }</style>';

/** The Worker and the shop, for all tests of a file. `open` opens a page with one locator of these attributes. */
export function shop() {
  const all = { snapshot: null, worker: null, site: null, origin: '' };
  before(async () => {
    all.snapshot = compileSnapshot([], ...exampleFeeds, ...BUILT);
    all.worker = await startWorker({ snapshot: all.snapshot });
    all.origin = all.worker.url.origin;
    all.site = await hostSite();
  }, { timeout: LIMIT_MS });
  after(async () => {
    all.site?.close();
    await all.worker?.dispose();
    if (all.snapshot) rmSync(all.snapshot, { recursive: true });
  }, { timeout: LIMIT_MS });
  all.script = () => `<script type="module" src="${all.origin}/nigh.js"></script>`;
  all.open = async (page, attributes = HERE, { lang = 'en', ...more } = {}) => {
    const body = `${all.script()}<main><h1>A shop</h1><h2>Our stores</h2><nigh-locator ${attributes}></nigh-locator><p id="below">Below</p></main>`;
    await page.goto(all.site.page({ head: RESERVED, body, lang, ...more }));
    return parts(page);
  };
  return all;
}

/** What people find in a locator, by role and name. */
export function parts(page, within = page) {
  const region = within.getByRole('region', { name: 'Store locator' });
  return {
    region,
    element: within.locator('nigh-locator'),
    stores: within.getByRole('list').getByRole('listitem'),
    names: within.getByRole('heading', { level: 3 }),
    status: region.getByRole('status').filter({ hasText: /./ }).first(),
    where: within.getByRole('combobox', { name: 'Town or postcode' }),
    position: within.getByRole('button', { name: 'Use my position' }),
    openNow: within.getByRole('button', { name: 'Open now' }),
    map: within.getByRole('application', { name: /^Map of stores/ }),
  };
}
