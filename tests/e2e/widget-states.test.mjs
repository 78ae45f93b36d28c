// What the widget shows when there is no answer, a late one, another language or a hostile page; and whom it shuts out.
import assert from 'node:assert/strict';
import { assertAccessible } from './accessible.mjs';
import { PHONE, asked, drawn, inBrowser, until } from './browser.mjs';
import { HERE, NOON, RESERVED, parts, shop } from './locator.mjs';

const here = shop();
const { open } = here;
/** Fargo: nothing within 50 km, and the Pacific: nothing within 500. */
const FARGO = `lat="46.8772" lng="-96.7898" at="${NOON}"`;
const PACIFIC = `lat="0" lng="-150" at="${NOON}"`;
const GO = '**/v1/go?*';

inBrowser('waiting: cards of the final size', async (page) => {
  let answer;
  await page.route(GO, async (route) => { await new Promise((resolve) => { answer = resolve; }); await route.continue(); });
  const { region, names, status } = await open(page);
  await page.getByText('Looking…').waitFor();
  const bones = await region.locator('.bones').evaluateAll((cards) => cards.map((card) => card.offsetHeight));
  assert.equal(bones.length, 4);
  answer();
  await names.first().waitFor();
  assert.match(await status.textContent(), /^Stores/);
  const height = await page.getByRole('listitem').first().evaluate((card) => card.offsetHeight);
  assert.ok(Math.abs(height - bones[0]) <= 8, `${height} and ${bones[0]}`);
  assert.equal(await region.locator('.bones').count(), 0);
});

inBrowser('nothing near: the nearest outside', async (page) => {
  const { stores } = await open(page, FARGO);
  await page.getByText('No store near here. The nearest one:').waitFor();
  assert.equal(await stores.count(), 1);
  assert.match(await stores.textContent(), /mi/);
});

inBrowser('nothing at all', async (page) => {
  const { stores } = await open(page, PACIFIC);
  await page.getByText('No store near here.', { exact: true }).waitFor();
  assert.equal(await stores.count(), 0);
});

inBrowser('offline, and back', async (page, context) => {
  const { names, openNow } = await open(page);
  await names.first().waitFor();
  await context.setOffline(true);
  await openNow.click();
  await page.getByText('You are offline.').waitFor();
  assert.equal(await names.count(), 0);
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await context.setOffline(false);
  await names.first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
});

inBrowser('an error, and again', async (page) => {
  const { names } = await open(page);
  await names.first().waitFor();
  await page.evaluate(() => document.addEventListener('nigh:error', ({ detail }) => { globalThis.fault = detail; }));
  const problem = { type: 'urn:nigh:problem:no-snapshot', title: 'No snapshot', status: 503, detail: 'no snapshot can be read at the moment' };
  await page.route(GO, (route) => route.fulfill({ status: 503, json: problem, headers: { 'access-control-allow-origin': '*' } }));
  await page.getByRole('button', { name: 'Open now' }).click();
  await page.getByText('That did not work.').waitFor();
  await page.getByText(problem.detail).waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.fault), { kind: 'failed', problem });
  await page.unroute(GO);
  await page.getByRole('button', { name: 'Try again' }).click();
  await names.first().waitFor();
});

inBrowser('a position that is denied leaves the list alone', { permissions: [] }, async (page) => {
  const { names, position } = await open(page);
  await names.first().waitFor();
  await position.click();
  await page.getByText('Your position is not available. Type a town instead.').waitFor();
  assert.equal(await names.count(), 10);
});

inBrowser('without any position it asks where', async (page) => {
  const problem = { status: 400, title: 'Parameters that cannot be used', errors: [{ parameter: 'lat', detail: 'the network gave no position' }] };
  await page.route('**/v1/go*', (route) => route.fulfill({ status: 400, json: problem, headers: { 'access-control-allow-origin': '*' } }));
  await open(page, '');
  await page.getByText('Where are you? Type a town, or use your position.').waitFor();
});

inBrowser('a Worker that knows no places says so, and the list stays', async (page) => {
  await page.route('**/v1/places?*', (route) => route.fulfill({ status: 404, json: { status: 404 }, headers: { 'access-control-allow-origin': '*' } }));
  const { names, where } = await open(page);
  await names.first().waitFor();
  await where.pressSequentially('Ber');
  await page.getByText('Towns cannot be searched here. Use your position.').waitFor();
  assert.equal(await names.count(), 10);
});

inBrowser('a place that nobody knows', async (page) => {
  const problem = { status: 400, title: 'Parameters that cannot be used', errors: [{ parameter: 'place', detail: 'no such place' }] };
  const headers = { 'access-control-allow-origin': '*' };
  await page.route('**/v1/places?*', (route) => route.fulfill({ json: { places: [], complete: true }, headers }));
  await page.route((url) => url.searchParams.has('place'), (route) => route.fulfill({ status: 400, json: problem, headers }));
  const { names, where } = await open(page);
  await names.first().waitFor();
  await where.fill('Nowhereville');
  await page.keyboard.press('Enter');
  await page.getByText('No place of that name.').waitFor();
});

inBrowser('an answer that comes too late is dropped', async (page) => {
  let first = true;
  await page.route(GO, async (route) => {
    if (first) { first = false; await new Promise((resolve) => setTimeout(resolve, 700)); }
    await route.continue().catch(() => {});
  });
  const { names } = await open(page);
  await page.getByText('Looking…').waitFor();
  await page.evaluate(() => { const locator = document.querySelector('nigh-locator'); locator.setAttribute('lat', '52.52'); locator.setAttribute('lng', '13.405'); });
  await names.first().waitFor();
  await page.waitForTimeout(900);
  assert.match(await page.getByRole('listitem').first().textContent(), /Berlin/);
});

inBrowser('completions wait for the typist', async (page) => {
  await page.clock.install();
  const words = [];
  await page.route('**/v1/places?*', (route) => {
    words.push(new URL(route.request().url()).searchParams.get('q'));
    return route.fulfill({ json: { places: [], complete: true }, headers: { 'access-control-allow-origin': '*' } });
  });
  const { names, where } = await open(page);
  await names.first().waitFor();
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
  await where.pressSequentially('Minneapolis');
  assert.deepEqual(words, []);
  await page.clock.runFor(1_000);
  await until(() => words.length > 0);
  assert.deepEqual(words, ['Minneapolis']);
});

inBrowser('it asks again when its answer ends, and not before', async (page) => {
  await page.clock.install();
  const urls = asked(page);
  let answered = 0;
  await page.route('**/v1/go*', async (route) => {
    const response = await route.fetch({ url: `${route.request().url()}&at=${NOON}` });
    const reply = await response.json();
    reply.valid_until = await page.evaluate(() => new Date(Date.now() + 120_000).toISOString());
    await route.fulfill({ response, json: reply });
    answered += 1;
  });
  const { names } = await open(page, 'lat="44.9778" lng="-93.265"');
  await names.first().waitFor();
  await page.clock.fastForward(100_000);
  assert.equal(urls.length, 1);
  await page.clock.fastForward(25_000);
  await until(() => answered === 2);
  assert.equal(urls.length, 2);
});

const SPOKEN = {
  de: [/Filialen: 10\+ · geöffnet: \d+ab Ihrem Standort/, /Geöffnet bis 21:00.*4\sMin\. mit dem Auto · 0,3 mi/s],
  es: [/Tiendas: 10\+ · abiertas: \d+desde su ubicación/, /Abierto hasta 21:00.*4\smin en coche/s],
  fr: [/Magasins : 10\+ · ouverts : \d+depuis votre position/, /Ouvert jusqu’à 21:00.*4\smin en voiture/s],
  ja: [/店舗 10\+ 件・営業中 \d+ 件現在地から/, /営業中・21:00まで.*車で4 ?分/s],
  ar: [/المتاجر: .*من موقعك/, /مفتوح حتى/],
  'pt-BR': [/Stores: 10\+/, /Open till 9:00 PM/],
};
for (const [lang, [summary, card]] of Object.entries(SPOKEN)) {
  inBrowser(`in ${lang}`, async (page) => {
    const policy = `default-src 'none'; script-src ${here.origin}; connect-src ${here.origin}; style-src 'unsafe-inline'`;
    await open(page, HERE, { lang, policy });
    const root = page.locator('nigh-locator section');
    await page.getByRole('listitem').getByRole('heading').first().waitFor();
    assert.match(await root.getByRole('status').filter({ hasText: /./ }).first().textContent(), summary);
    assert.match(await page.getByRole('listitem').first().textContent(), card);
    assert.equal(await root.evaluate((element) => getComputedStyle(element).direction), lang === 'ar' ? 'rtl' : 'ltr');
  });
}

for (const [what, { lang = 'en', ...options }, attributes = ''] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['dark by its own word', { colorScheme: 'light' }, 'theme="dark"'],
  ['right to left', { lang: 'ar' }],
  ['a phone', { viewport: PHONE }],
]) {
  inBrowser(`axe finds nothing: ${what}`, options, async (page) => {
    await open(page, `${HERE} item="LL-1001" intent="buy" ${attributes}`, { lang, head: `${RESERVED}<meta name="viewport" content="width=device-width">` });
    await page.getByRole('listitem').getByRole('heading').first().waitFor();
    await page.locator('summary').first().click();
    await page.locator('nigh-locator').evaluate((locator) => locator.select('1001'));
    await assertAccessible(page, what);
    await page.locator('nigh-locator').evaluate((locator) => { locator.removeAttribute('item'); locator.removeAttribute('intent'); });
    await page.waitForFunction(() => document.querySelector('nigh-locator').reply === null);
    await drawn(page);
    await assertAccessible(page, `${what}, asked what`);
    const small = await page.locator('nigh-locator').evaluate(({ shadowRoot }) => [...shadowRoot.querySelectorAll('button, input, a, summary')]
      .map((element) => [element.textContent, element.getBoundingClientRect()]).filter(([, { width, height }]) => width && (width < 24 || height < 24)).map(([text]) => text));
    assert.deepEqual(small.filter((text) => !/Lumen/.test(text)), [], 'targets of 24 pixels');
  });
}

inBrowser('a page with a strict policy and hostile styles', async (page) => {
  const policy = `default-src 'none'; script-src ${here.origin}; connect-src ${here.origin}; style-src 'nonce-shop'`;
  const hostile = `<style nonce="shop">* { all: unset; font: 40px cursive !important; color: lime !important; letter-spacing: 9px !important; direction: rtl !important; visibility: hidden !important; text-transform: uppercase !important }
    button, input, li, h3, p, section { display: none !important; border: 9px solid red !important } nigh-locator, #mine { visibility: visible !important; display: block !important; height: 40rem !important }</style>`;
  const measured = () => page.evaluate(() => {
    const mine = getComputedStyle(document.querySelector('#mine'));
    return Object.fromEntries([...mine].map((name) => [name, mine.getPropertyValue(name)]));
  });
  const body = '<p id="mine">My own words</p>';
  await page.goto(here.site.page({ head: hostile, body, policy }));
  const before = await measured();
  const { names, openNow, stores } = await open(page, HERE, { head: hostile, policy: policy });
  await names.first().waitFor();
  const look = await names.first().getByRole('button').evaluate((name) => {
    const { fontSize, letterSpacing, direction, color, textTransform, visibility, display } = getComputedStyle(name);
    return { fontSize, letterSpacing, direction, color, textTransform, visibility, display };
  });
  assert.deepEqual(look, { fontSize: '16.96px', letterSpacing: 'normal', direction: 'ltr', color: 'rgb(26, 28, 34)', textTransform: 'none', visibility: 'visible', display: 'inline' });
  assert.equal(await stores.count(), 10);
  await openNow.click();
  await until(async () => await openNow.getAttribute('aria-pressed') === 'true');
  await page.evaluate(() => { document.querySelector('#below').id = 'mine'; });
  const after = await measured();
  const changed = Object.keys(before).filter((name) => before[name] !== after[name] && !/size|width|height|origin|inset|^(top|bottom|left|right)$/.test(name));
  assert.deepEqual(changed, [], 'the page’s own style');
});
