// The demo page, as `npm start` serves it: fast, true at any hour, and an answer without scripts too.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { exampleFeeds, inRoot } from '../../scripts/project.mjs';
import { assertAccessible } from './accessible.mjs';
import { PHONE, asked, inBrowser, until, watchShifts } from './browser.mjs';
import { compileSnapshot, startWorker } from './harness.mjs';
import { parts } from './locator.mjs';
import { LIMIT_MS } from './world.mjs';

/** The page's document, and the first answer with the default parameters, gzipped. */
const [PAGE_BYTES, ANSWER_BYTES] = [7_000, 5_000];
/** Near the example chain, as far as the network knows. */
const MINNEAPOLIS = { latitude: '44.98', longitude: '-93.27', city: 'Minneapolis', country: 'US' };

let snapshot;
let worker;
let home;
before(async () => {
  snapshot = compileSnapshot([], ...exampleFeeds);
  worker = await startWorker({ snapshot, cf: MINNEAPOLIS });
  home = worker.url.href;
}, { timeout: LIMIT_MS });
after(async () => {
  await worker?.dispose();
  if (snapshot) rmSync(snapshot, { recursive: true });
}, { timeout: LIMIT_MS });

const shown = async (page) => {
  const found = parts(page, page.locator('nigh-locator'));
  await found.names.first().waitFor();
  return found;
};
const ids = (page) => page.locator('nigh-locator li[data-id]').evaluateAll((cards) => cards.map(({ dataset }) => dataset.id));
const settle = (page, at) => page.waitForFunction((url) => document.querySelector('#curl').textContent.includes(url), at);

test('the page is at most 7 kB gzipped, its first answer 5 kB', async () => {
  const page = gzipSync(readFileSync(inRoot('dist', 'index.html')), { level: 9 }).length;
  assert.ok(page <= PAGE_BYTES, `${page} bytes`);
  const answer = gzipSync(await (await fetch(new URL('/v1/go?lat=44.98&lng=-93.27', worker.url))).text(), { level: 9 }).length;
  assert.ok(answer <= ANSWER_BYTES, `${answer} bytes`);
});

test('static files and the API keep to themselves', async () => {
  const get = async (path, options) => {
    const response = await fetch(new URL(path, worker.url), options);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const script = await get('/nigh.js');
  assert.equal(script.status, 200);
  assert.match(script.headers.get('content-type'), /javascript/);
  assert.equal(script.headers.get('access-control-allow-origin'), '*');
  assert.equal((await get('/nigh.de.js')).headers.get('access-control-allow-origin'), '*');
  const contract = await get('/openapi.json');
  assert.equal(contract.headers.get('access-control-allow-origin'), '*');
  assert.match(contract.headers.get('content-type'), /^application\/json/);
  assert.equal(contract.text, readFileSync(inRoot('src', 'edge', 'openapi.json'), 'utf8'));
  const document = JSON.parse(contract.text);
  assert.match(document.openapi, /^3\.1/);
  assert.ok(document.paths['/v1/go'].get);
  const page = await get('/');
  assert.match(page.headers.get('content-security-policy'), /^default-src 'none'; script-src 'self' 'sha256-/);
  assert.doesNotMatch(page.headers.get('content-security-policy'), /unsafe/);
  for (const path of ['/v1/nothing', '/nothing', '/v1', '/_headers', '/nigh.xx.js']) {
    const { status, headers } = await get(path);
    assert.deepEqual([status, headers.get('content-type')], [404, 'application/problem+json'], path);
  }
});

inBrowser('it opens on the caller’s place, with one request to the API', async (page) => {
  const shifts = await watchShifts(page);
  const files = [];
  page.on('request', (request) => files.push(request.url()));
  await page.goto(home);
  const { status } = await shown(page);
  assert.deepEqual(files.map((url) => url.replace(home, '/')).filter((url) => !url.startsWith('data:')), ['/', '/nigh.js', '/v1/go']);
  assert.match(await status.textContent(), /roughly, by your network: ± 25 km/);
  await page.waitForTimeout(500);
  assert.deepEqual(await shifts(), []);
  assert.match(await page.locator('#curl').textContent(), new RegExp(`^curl "${home}v1/go"$`));
  assert.equal(JSON.parse(await page.locator('#json').textContent()).origin.source, 'network');
});

inBrowser('on a phone nothing moves or overflows either', { viewport: PHONE, isMobile: true }, async (page) => {
  const shifts = await watchShifts(page);
  await page.goto(home);
  await shown(page);
  await page.waitForTimeout(500);
  assert.deepEqual(await shifts(), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
});

inBrowser('the hour reorders the list, as the API does', async (page) => {
  const urls = asked(page);
  await page.goto(home);
  await shown(page);
  await page.getByRole('link', { name: 'Berlin' }).click();
  await page.getByText('near Berlin').waitFor();
  const hour = page.getByRole('slider', { name: 'When' });
  const orders = new Set();
  for (const minute of [180, 750, 1320]) {
    await hour.fill(String(minute));
    await page.waitForFunction((of) => {
      const { reply } = document.querySelector('nigh-locator');
      const [time] = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(new Date(reply.at)).split(' ');
      return time === of;
    }, `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
    const url = urls.at(-1);
    const reply = await (await fetch(url)).json();
    assert.deepEqual(await ids(page), reply.results.map(({ location }) => location.id), url.href);
    orders.add((await ids(page)).join());
    assert.match(await hour.getAttribute('aria-valuetext'), minute === 750 ? /12:30 PM$/ : /(3:00 AM|10:00 PM)$/);
  }
  assert.ok(orders.size > 1, 'the hour matters');
  await page.getByRole('button', { name: 'Now', exact: true }).click();
  await page.waitForFunction(() => !document.querySelector('nigh-locator').hasAttribute('at'));
  await settle(page, 'lng=13.405"');
});

inBrowser('the day can be played, and paused', async (page) => {
  await page.goto(home);
  await shown(page);
  const before = await page.locator('#hour').inputValue();
  await page.getByRole('button', { name: 'Play the day' }).click();
  await page.waitForFunction((was) => document.querySelector('#hour').value !== was, before);
  await page.getByRole('button', { name: 'Pause' }).click();
  const at = await page.locator('#hour').inputValue();
  await page.waitForTimeout(500);
  assert.equal(await page.locator('#hour').inputValue(), at);
});

inBrowser('far from every store it begins at a town', async (page) => {
  await page.route(/\/v1\/go$/, async (route) => {
    const response = await route.fetch({ url: `${route.request().url()}?lat=0&lng=-150` });
    await route.fulfill({ response });
  });
  await page.goto(home);
  await page.getByText('near Minneapolis').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Minneapolis' }).getAttribute('aria-current'), 'true');
});

inBrowser('what is asked can be copied', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
  await page.goto(home);
  await shown(page);
  const copied = async (at) => {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await page.getByRole('button', { name: 'Copy' }).nth(at).click();
    await page.getByText('Copied').waitFor();
    let text = '';
    await until(async () => { text = await page.evaluate(() => navigator.clipboard.readText()); return text !== ''; });
    return text;
  };
  assert.equal(await copied(0), `curl "${home}v1/go"`);
  assert.equal(JSON.parse(await copied(1)).intent, 'go');
  assert.match(await copied(2), new RegExp(`^<script type="module" src="${home}nigh.js"></script>\n<style>.*</style>\n<nigh-locator></nigh-locator>$`));
});

for (const colorScheme of ['light', 'dark']) {
  inBrowser(`axe finds nothing: ${colorScheme}`, { colorScheme }, async (page) => {
    await page.goto(home);
    await shown(page);
    await assertAccessible(page, colorScheme);
  });
}

inBrowser('without scripts a form answers', { javaScriptEnabled: false }, async (page) => {
  await page.goto(home);
  await page.getByRole('textbox', { name: 'Town or postcode' }).first().fill('Berlin');
  await page.getByRole('button', { name: 'Visit' }).click();
  assert.match(page.url(), /\/v1\/go\?format=html&place=Berlin/);
  await page.getByRole('heading', { level: 1, name: /Stores, the best first/ }).waitFor();
  assert.equal(await page.getByRole('listitem').count(), 10);
  assert.equal(await page.locator('main').evaluate((main) => getComputedStyle(main.parentElement).fontFamily.includes('system-ui')), true, 'its style is let in by its hash');
  await page.getByRole('link', { name: 'More' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('link', { name: 'nigh', exact: true }).click();
  await page.getByRole('textbox', { name: 'What' }).fill('radio');
  await page.getByRole('button', { name: 'Buy' }).click();
  await page.getByText('Lark Pocket Radio').first().waitFor();
  await page.goto(`${home}v1/go?lat=95&format=html`);
  await page.getByRole('heading', { name: 'Parameters that cannot be used' }).waitFor();
  await page.goto(home);
  await page.getByRole('link', { name: 'Tokyo' }).click();
  await page.getByText('Akihabara').waitFor();
});
