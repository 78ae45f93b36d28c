// The map: to scale, moved by every means, in step with the list.
import assert from 'node:assert/strict';
import { asked, drawn, inBrowser, until } from './browser.mjs';
import { HERE, NOON, shop } from './locator.mjs';

const { open } = shop();
const CELL = '872621ae5ffffff';

/** Where stores are on the plate, by id. */
const pins = (page) => page.locator('nigh-locator').evaluate(({ shadowRoot }) => Object.fromEntries([...shadowRoot.querySelectorAll('.pin')].map((pin) => {
  const [x, y] = pin.getAttribute('transform').match(/-?[\d.]+/g).map(Number);
  return [pin.dataset.id, { x, y }];
})));
const ready = async (page, attributes) => {
  const found = await open(page, attributes);
  await found.names.first().waitFor();
  await found.map.waitFor();
  await page.waitForFunction(() => document.querySelector('nigh-locator').shadowRoot.querySelectorAll('.pin').length > 0);
  return found;
};
const width = (page, name) => page.locator('nigh-locator').evaluate(({ shadowRoot }, of) => shadowRoot.querySelector(of).getBoundingClientRect().width, name);
const pinned = (urls) => urls.filter(({ searchParams }) => searchParams.get('detail') === 'pin');

inBrowser('every store of the list is on it, where it is', async (page) => {
  const { map } = await ready(page, HERE);
  const places = await pins(page);
  const box = await map.boundingBox();
  const results = await page.evaluate(() => document.querySelector('nigh-locator').reply.results);
  assert.deepEqual(Object.keys(places).sort(), results.map(({ location }) => location.id).sort());
  for (const { x, y } of Object.values(places)) assert.ok(x >= 0 && y >= 0 && x <= box.width && y <= box.height);
  for (const one of results) for (const other of results) {
    const [a, b] = [one, other].map(({ location: { id, geo } }) => ({ ...places[id], ...geo }));
    if (a.longitude - b.longitude > 0.01) assert.ok(a.x > b.x, 'east is right');
    if (a.latitude - b.latitude > 0.01) assert.ok(a.y < b.y, 'north is up');
  }
});

inBrowser('uncertainty and rings are drawn to scale', async (page) => {
  await ready(page, `${HERE} accuracy="2000" units="metric"`);
  const unsure = await width(page, '.unsure');
  const ring = await page.locator('nigh-locator').evaluate(({ shadowRoot }) => {
    const [first] = shadowRoot.querySelectorAll('.ring');
    return first.getBoundingClientRect().width;
  });
  const label = await page.locator('nigh-locator').evaluate(({ shadowRoot }) => shadowRoot.querySelector('.far').textContent);
  const [, metres] = /^([\d.]+) km$/.exec(label);
  assert.ok(Math.abs(unsure / ring - 2 / metres) < 0.02, `${unsure} and ${ring} pixels are 2 and ${metres} km`);
});

inBrowser('a cell is drawn as it is', async (page) => {
  await ready(page, `cell="${CELL}" at="${NOON}"`);
  const d = await page.locator('nigh-locator').evaluate(({ shadowRoot }) => shadowRoot.querySelector('.cell').getAttribute('d'));
  assert.equal(d.match(/[ML]/g).length, 6, 'a hexagon');
  await page.getByText('from your area').waitFor();
});

inBrowser('by keys: it asks by its middle and half its diagonal', async (page) => {
  const urls = asked(page);
  const { map, names } = await ready(page, HERE);
  const before = await pins(page);
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await until(() => pinned(urls).length === 1);
  const after = await pins(page);
  assert.ok(after['1001'].x < before['1001'].x - 50, 'the east comes nearer');
  const [url] = pinned(urls);
  const asks = Object.fromEntries(url.searchParams);
  assert.deepEqual([asks.limit, asks.detail, asks.rank, asks.at], ['100', 'pin', 'distance', NOON]);
  assert.ok(+asks.lng > -93.265 && Math.abs(asks.lat - 44.95) < 0.2);
  assert.ok(+asks.radius > 5_000 && +asks.radius < 60_000, asks.radius);
  assert.equal(await names.count(), 10, 'the list stays');
  await page.keyboard.press('-');
  await until(() => pinned(urls).length === 2);
  assert.ok(+pinned(urls)[1].searchParams.get('radius') > 1.9 * asks.radius);
  await page.getByRole('button', { name: 'Search here' }).click();
  await page.waitForFunction((lng) => document.querySelector('nigh-locator').reply.origin.geo.longitude === lng, +pinned(urls)[1].searchParams.get('lng'));
});

inBrowser('by pointer, wheel and buttons', async (page) => {
  const { map } = await ready(page, HERE);
  const box = await map.boundingBox();
  const before = await pins(page);
  await page.mouse.move(box.x + 300, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 340, box.y + 320, { steps: 4 });
  await page.mouse.up();
  await drawn(page);
  const dragged = await pins(page);
  assert.ok(Math.abs(dragged['1001'].x - before['1001'].x - 40) < 8, 'as far as the pointer');
  const far = (places) => Math.hypot(places['1001'].x - places['1006'].x, places['1001'].y - places['1006'].y);
  await page.mouse.wheel(0, -300);
  await drawn(page);
  const wheeled = await pins(page);
  assert.ok(Math.abs(far(wheeled) / far(dragged) - 2) < 0.05);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await drawn(page);
  assert.ok(Math.abs(far(await pins(page)) / far(dragged) - 1) < 0.05);
  await page.getByRole('button', { name: 'Show all' }).click();
  await drawn(page);
  assert.ok(Math.abs(far(await pins(page)) / far(before) - 1) < 0.05);
});

inBrowser('by two fingers', { hasTouch: true }, async (page, context) => {
  const { map } = await ready(page, HERE);
  const box = await map.boundingBox();
  const before = await pins(page);
  const far = (places) => Math.hypot(places['1001'].x - places['1006'].x, places['1001'].y - places['1006'].y);
  const cdp = await context.newCDPSession(page);
  const touch = (type, spread) => cdp.send('Input.dispatchTouchEvent', {
    type,
    touchPoints: spread === null ? [] : [-spread, spread].map((dx, id) => ({ id, x: box.x + box.width / 2 + dx, y: box.y + box.height / 2 })),
  });
  await touch('touchStart', 50);
  for (const spread of [60, 70, 80, 90, 100]) await touch('touchMove', spread);
  await touch('touchEnd', null);
  await drawn(page);
  const ratio = far(await pins(page)) / far(before);
  assert.ok(ratio > 1.6 && ratio < 2.3, String(ratio));
});

inBrowser('in step with the list', async (page) => {
  const { map, stores, names } = await ready(page, HERE);
  const lit = () => page.locator('nigh-locator').evaluate(({ shadowRoot }) => [...shadowRoot.querySelectorAll('.pin.lit, .pin.picked')].map(({ dataset }) => dataset.id));
  await stores.nth(2).hover();
  const third = await stores.nth(2).getAttribute('data-id');
  assert.deepEqual(await lit(), [third]);
  await names.nth(1).getByRole('button').focus();
  assert.deepEqual(await lit(), [await stores.nth(1).getAttribute('data-id')]);
  const box = await map.boundingBox();
  const last = await stores.last().getAttribute('data-id');
  const { x, y } = (await pins(page))[last];
  await page.mouse.move(box.x + x, box.y + y);
  assert.equal(await page.locator('nigh-locator .card.lit').getAttribute('data-id'), last);
  await page.mouse.click(box.x + x, box.y + y);
  assert.equal(await stores.last().getAttribute('aria-current'), 'true');
  const [card, list] = await Promise.all([stores.last().boundingBox(), page.locator('nigh-locator .scroll').boundingBox()]);
  assert.ok(card.y >= list.y - 1 && card.y < list.y + list.height - 40, 'the card is in view');
  const name = await names.last().locator('bdi').textContent();
  await page.getByText(`${name} · `).waitFor();
});
