// The widget in a page of another origin: what it asks, shows and does, found by role and name.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { inRoot } from '../../scripts/project.mjs';
import { asked, inBrowser, until, watchShifts } from './browser.mjs';
import { HERE, NOON, RESERVED, parts, shop } from './locator.mjs';

const BUDGET_BYTES = 15_000;
const here = shop();
const { open } = here;
const texts = (locator) => locator.evaluateAll((elements) => elements.map((element) => element.textContent.trim()));

test('the script is at most 15 kB gzipped, and a language 1.5 kB', () => {
  const gzipped = (name) => gzipSync(readFileSync(inRoot('dist', name)), { level: 9 }).length;
  assert.ok(gzipped('nigh.js') <= BUDGET_BYTES, `nigh.js: ${gzipped('nigh.js')} bytes`);
  for (const lang of ['ar', 'de', 'es', 'fr', 'ja']) assert.ok(gzipped(`nigh.${lang}.js`) <= 1_500, lang);
});

inBrowser('one request, and the stores that serve soonest', async (page) => {
  const urls = asked(page);
  const { region, stores, names, status } = await open(page);
  await region.waitFor();
  await names.first().waitFor();
  assert.equal(await stores.count(), 10);
  assert.match(await status.textContent(), /^Stores: 10\+ · open: \d+from your position$/);
  assert.deepEqual(urls.map(({ pathname, search }) => pathname + search), [`/v1/go?lat=44.9778&lng=-93.265&at=${encodeURIComponent(NOON)}`]);
  const first = stores.first();
  assert.match(await first.textContent(), /Lumen & Lark Nicollet.*Open till 9:00 PM.*4 min by car · 0\.3 mi.*700 Example Mall, Minneapolis/s);
  assert.equal(await first.getByRole('link', { name: 'Directions' }).getAttribute('href'), 'https://www.google.com/maps/dir/?api=1&destination=44.9773,-93.2716&travelmode=driving');
  assert.equal(await first.getByRole('link', { name: 'Call' }).getAttribute('href'), 'tel:+16125550100');
  await first.getByText('Hours').click();
  await first.getByRole('row').nth(6).waitFor();
  assert.deepEqual(await texts(first.getByRole('row').first().locator('th, td')), ['Saturday', '10:00 AM – 9:00 PM']);
  assert.equal(await first.getByRole('row').count(), 7);
});

inBrowser('to buy: stock, price, sale, pickup and order', async (page) => {
  const urls = asked(page);
  const { stores, names, status } = await open(page, `${HERE} item="LL-1001" intent="buy"`);
  await names.first().waitFor();
  assert.equal(urls[0].searchParams.get('item'), 'LL-1001');
  assert.match(await status.textContent(), /^Stores: 3 · open: \dLark Pocket Radio 3" Speaker · from your position$/);
  assert.match(await stores.first().textContent(), /1 left · \$39\.99 · pickup 2:00 PM · Front table/);
  await stores.first().getByRole('link', { name: 'Order' }).waitFor();
  assert.match(await stores.nth(1).textContent(), /\$31\.99 \$39\.99/);
  assert.equal(await page.getByRole('searchbox').count(), 0);
});

inBrowser('the visitor chooses between visiting and buying, and says what', async (page) => {
  const urls = asked(page);
  const { names, status } = await open(page);
  await names.first().waitFor();
  await page.getByRole('button', { name: 'Buy', exact: true }).click();
  await page.getByText('Say what you are looking for.').waitFor();
  assert.equal(urls.length, 1, 'nothing to ask for yet');
  await page.getByRole('searchbox', { name: 'What are you looking for?' }).fill('radio');
  await page.keyboard.press('Enter');
  await names.first().waitFor();
  assert.match(await status.textContent(), /Stores: 3/);
  assert.equal(`${urls[1].pathname}?q=${urls[1].searchParams.get('q')}`, '/v1/buy?q=radio');
  await page.getByRole('button', { name: 'Visit' }).click();
  await page.waitForFunction(() => document.querySelector('nigh-locator').reply?.intent === 'go');
  assert.equal(urls[2].searchParams.has('q'), false);
});

inBrowser('filters are part of the question', async (page) => {
  const urls = asked(page);
  const { names, openNow, stores } = await open(page, 'lat="44.9778" lng="-93.265" at="2026-11-22T04:30:00Z"');
  await names.first().waitFor();
  const before = await stores.count();
  await openNow.click();
  await page.waitForFunction((count) => document.querySelector('nigh-locator').reply.results.length < count, before);
  assert.equal(await openNow.getAttribute('aria-pressed'), 'true');
  assert.equal(urls[1].searchParams.get('open'), 'at');
  await openNow.click();
  const repair = page.getByRole('button', { name: 'Repair Bench' });
  await repair.click();
  await page.waitForFunction(() => document.querySelector('nigh-locator').reply.results.every(({ location }) => Object.values(location.amenities ?? {}).some(({ description }) => description === 'Repair Bench')));
  assert.equal(await repair.getAttribute('aria-pressed'), 'true');
  assert.match(urls.at(-1).searchParams.get('amenity'), /repair_bench$/);
});

inBrowser('by keyboard alone: a town, a filter, a store, its links', async (page) => {
  const urls = asked(page);
  const { names, where } = await open(page);
  await names.first().waitFor();
  const focused = () => page.evaluate(() => { const { activeElement: at } = document.querySelector('nigh-locator').shadowRoot; return at?.id || at?.textContent; });
  const outlined = () => page.evaluate(() => getComputedStyle(document.querySelector('nigh-locator').shadowRoot.activeElement).outlineStyle);
  for (const name of ['Visit', 'Buy', 'where']) {
    await page.keyboard.press('Tab');
    assert.equal(await focused(), name);
    assert.equal(await outlined(), 'solid', name);
  }
  await page.keyboard.type('Par', { delay: 20 });
  const options = page.getByRole('option');
  await options.first().waitFor();
  assert.equal(await where.getAttribute('aria-expanded'), 'true');
  assert.deepEqual(await texts(options), ['ParisÎle-de-France, FR', 'ParisTexas, US', 'ParramattaNew South Wales, AU']);
  await page.keyboard.press('ArrowUp');
  assert.equal(await where.getAttribute('aria-activedescendant'), 'option-2');
  await page.keyboard.press('ArrowDown');
  assert.equal(await options.first().getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Escape');
  assert.equal(await options.count(), 0);
  await where.fill('');
  await page.keyboard.type('Berl', { delay: 20 });
  await options.first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('near Berlin').waitFor();
  assert.equal(urls.at(-1).searchParams.get('place'), 'Berlin, DE');
  assert.equal(urls.at(-1).searchParams.has('lat'), false);
  for (const name of ['Use my position', 'Open now']) {
    await page.keyboard.press('Tab');
    assert.ok(await page.getByRole('button', { name }).evaluate((element) => element.matches(':focus')), name);
  }
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.querySelector('nigh-locator').reply.results.every(({ open: { state } }) => state === 'open'));
  await names.first().getByRole('button').focus();
  await page.evaluate(() => document.addEventListener('nigh:select', ({ detail }) => { globalThis.picked = detail.result.location.name; }));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => globalThis.picked?.startsWith('Lumen & Lark'));
  assert.equal(await page.getByRole('listitem').first().getAttribute('aria-current'), 'true');
  for (const name of ['Directions', 'Call', 'Website']) {
    await page.keyboard.press('Tab');
    assert.equal(await focused(), name);
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('row').nth(6).waitFor();
});

inBrowser('a position is asked for only on a click', { geolocation: { latitude: 52.52, longitude: 13.405, accuracy: 30 }, permissions: ['geolocation'] }, async (page) => {
  await page.addInitScript(() => {
    globalThis.located = 0;
    const own = navigator.geolocation.getCurrentPosition;
    navigator.geolocation.getCurrentPosition = (...args) => { globalThis.located += 1; return own.apply(navigator.geolocation, args); };
  });
  const urls = asked(page);
  const { names, position } = await open(page);
  await names.first().waitFor();
  assert.equal(await page.evaluate(() => globalThis.located), 0);
  await position.click();
  await page.waitForFunction(() => document.querySelector('nigh-locator').reply.origin.geo.latitude === 52.52);
  assert.equal(await page.evaluate(() => globalThis.located), 1);
  assert.deepEqual(['lat', 'lng', 'accuracy'].map((name) => urls.at(-1).searchParams.get(name)), ['52.52', '13.405', '30']);
});

inBrowser('coordinates can be typed', async (page) => {
  const { names, where } = await open(page);
  await names.first().waitFor();
  await where.fill('35.68, 139.75');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Lumen & Lark Akihabara' }).waitFor();
});

inBrowser('the host hears of answers, picks and links, and can take a link over', async (page) => {
  const body = `<script type="module">
    globalThis.heard = [];
    for (const name of ['results', 'select', 'action']) document.addEventListener('nigh:' + name, (event) => {
      heard.push([name, event.target.localName, event.detail.url ?? event.detail.result.location.id]);
      if (name === 'action') event.preventDefault();
    });
  </script>${here.script()}<nigh-locator ${HERE}></nigh-locator>`;
  await page.goto(here.site.page({ body, head: RESERVED }));
  const { names, stores } = parts(page);
  await names.first().getByRole('button').click();
  const before = page.url();
  await stores.first().getByRole('link', { name: 'Call' }).click();
  const heard = await page.evaluate(() => globalThis.heard);
  assert.deepEqual(heard.map(([name, tag]) => `${name} ${tag}`), ['results nigh-locator', 'select nigh-locator', 'action nigh-locator']);
  assert.match(heard[0][2], /\/v1\/go\?lat=44\.9778/);
  assert.equal(heard[1][2], '1001');
  assert.equal(page.url(), before);
});

inBrowser('texts, colours and parts are the host’s to change', async (page) => {
  const head = `${RESERVED}<style>nigh-locator { --nigh-accent: rgb(1, 2, 3) } nigh-locator::part(name) { text-transform: uppercase }</style>`;
  await open(page, HERE, { head });
  const { names, stores } = parts(page);
  await names.first().waitFor();
  await page.evaluate(() => { document.querySelector('nigh-locator').texts = { call: 'Ring', drive: ({ t }) => `${t} of driving` }; });
  const ring = stores.first().getByRole('link', { name: 'Ring' });
  assert.equal(await ring.evaluate((link) => getComputedStyle(link).color), 'rgb(1, 2, 3)');
  assert.equal(await names.first().getByRole('button').evaluate((name) => getComputedStyle(name).textTransform), 'uppercase');
  assert.match(await stores.first().textContent(), /4 min of driving/);
});

inBrowser('several on one page do not mind each other', async (page) => {
  const body = `${here.script()}<nigh-locator ${HERE}></nigh-locator><nigh-locator lat="52.52" lng="13.405" at="${NOON}" item="LL-2002" intent="buy"></nigh-locator>`;
  const urls = asked(page);
  await page.goto(here.site.page({ body, head: RESERVED }));
  const [one, other] = [0, 1].map((n) => parts(page, page.locator('nigh-locator').nth(n)));
  await one.names.first().waitFor();
  await other.names.first().waitFor();
  assert.equal(urls.length, 2);
  assert.match(await one.stores.first().textContent(), /Minneapolis/);
  assert.match(await other.stores.first().textContent(), /Berlin/);
  await one.openNow.click();
  await until(() => urls.length === 3);
  assert.equal(await one.openNow.getAttribute('aria-pressed'), 'true');
  assert.equal(await other.openNow.getAttribute('aria-pressed'), 'false');
});

for (const reducedMotion of ['no-preference', 'reduce']) {
  inBrowser(`stores move to their new places, if motion is welcome: ${reducedMotion}`, { reducedMotion }, async (page) => {
    const { names } = await open(page);
    await names.first().waitFor();
    const moving = await page.evaluate(() => new Promise((resolve) => {
      const locator = document.querySelector('nigh-locator');
      const order = () => locator.reply.results.map(({ location }) => location.id).join();
      const before = order();
      locator.addEventListener('nigh:results', () => resolve([order() !== before, locator.shadowRoot.getAnimations().length]));
      locator.setAttribute('at', '2026-11-22T04:30:00Z');
    }));
    assert.equal(moving[0], true, 'another order');
    assert.equal(moving[1] > 0, reducedMotion !== 'reduce');
  });
}

inBrowser('more stores, one page after the other', async (page) => {
  const { names, stores } = await open(page, `${HERE} limit="4"`);
  await names.first().waitFor();
  const first = await texts(names);
  await page.getByRole('button', { name: 'More stores' }).click();
  await page.waitForFunction(() => document.querySelector('nigh-locator').reply.results.length === 8);
  assert.equal(await stores.count(), 8);
  assert.deepEqual((await texts(names)).slice(0, 4), first);
  assert.ok(await names.nth(4).getByRole('button').evaluate((button) => button.matches(':focus')), 'focus is on the first new one');
});

inBrowser('nothing moves while it loads, and nothing is kept', async (page, context) => {
  const shifts = await watchShifts(page);
  await page.route('**/v1/go?*', async (route) => { await new Promise((resolve) => setTimeout(resolve, 400)); await route.continue(); });
  const { names } = await open(page);
  await names.first().waitFor();
  await page.waitForTimeout(500);
  assert.deepEqual(await shifts(), []);
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), ['', 0, 0]);
});
