// The built Worker in workerd: what stores have, asked of the example chain that `npm start` serves, and of a large one.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { exampleFeeds, inRoot } from '../../scripts/project.mjs';
import { compileSnapshot, nigh, startWorker } from './harness.mjs';
import { LIMIT_MS, compileShops, numbers, query, sameReply, wish } from './world.mjs';

const BUILT = ['--at', '2026-11-21T12:00:00Z', '--as-of', '2026-11-21T06:00:00Z'];
/** Noon of a Saturday in Minneapolis, in the middle of it. */
const HERE = 'lat=44.9778&lng=-93.265&at=2026-11-21T18:00:00Z';
const RADIO = { id: 'LL-1001', gtin: '2000000000015' };

let example;
let worker;
before(async () => {
  example = compileSnapshot([], ...exampleFeeds, ...BUILT);
  worker = await startWorker({ snapshot: example });
}, { timeout: LIMIT_MS });
after(async () => {
  await worker?.dispose();
  if (example) rmSync(example, { recursive: true });
}, { timeout: LIMIT_MS });

const timed = (name, body) => test(name, { timeout: LIMIT_MS }, body);
const buy = (more, question) => worker.ask(`/v1/buy?${HERE}&${more}`, question);
const stores = (reply) => reply.results.map(({ location }) => location.id);

async function bought(more) {
  const response = await buy(more);
  assert.equal(response.status, 200, `${more}: ${await response.clone().text()}`);
  return response.json();
}

/** Asserts that a Worker answers as `nigh ask buy` does from the folder; says whether to the last bit, and what. */
async function assertAsAsked(of, snapshot, parameters) {
  const response = await of.ask(`/v1/buy?${query(parameters)}`);
  const flags = parameters.map(([name, value]) => `--${name.replaceAll('_', '-')}=${value}`);
  const [body, expected] =
    [`${await response.text()}\n`, nigh('ask', 'buy', `--snapshot=${snapshot}`, ...flags)].map(withoutRounds);
  assert.ok(sameReply(body, expected), `${query(parameters)}\n${body}${expected}`);
  assert.equal(response.status, 200);
  return { same: body === expected, reply: JSON.parse(body) };
}

/** How many rounds of reads were waited for depends on what the isolate remembers: it is told on demand only. */
const withoutRounds = (body) => body.replace(/"rounds":\d+/, '"rounds":0');

timed('the examples of README.md are true', async () => {
  const console_ = /```console\n[^`]*curl "http:\/\/127\.0\.0\.1:8787([^"]+)"\n```\s+```json\n([^`]*)```/g;
  const examples = [...readFileSync(inRoot('README.md'), 'utf8').matchAll(console_)];
  assert.deepEqual(examples.map(([, path]) => path.split('?')[0]), ['/v1/go', '/v1/buy']);
  for (const [, path, shown] of examples) {
    const response = await worker.ask(path);
    assertShown(JSON.parse(shown), await response.json(), path);
  }
});

/** What is shown is in the answer; `…` stands for anything, and members may be left out. */
function assertShown(shown, answer, where) {
  if (shown === '…') {
    assert.notEqual(answer, undefined, where);
  } else if (shown !== null && typeof shown === 'object') {
    if (Array.isArray(shown)) assert.equal(answer.length, shown.length, where);
    for (const [name, part] of Object.entries(shown)) assertShown(part, answer?.[name], `${where} ${name}`);
  } else if (Number.isFinite(shown) && Number.isFinite(answer)) {
    assert.ok(Math.abs(shown - answer) < 1e-6, `${where}: ${shown}, not ${answer}`);
  } else {
    assert.equal(shown, answer, where);
  }
}

timed('by its id and by its number it is the same', async () => {
  const [byId, byNumber] = [await bought(`item=${RADIO.id}`), await bought(`item=${RADIO.gtin}`)];
  assert.deepEqual(byNumber, byId);
  assert.deepEqual(stores(byId), ['1001', '1006', '1002']);
  assert.deepEqual(byId.items.map(({ id }) => id), [RADIO.id]);
  const [{ stock: [one], headline, actions }] = byId.results;
  assert.deepEqual([one.availability, one.quantity, one.price], ['limited', 1, { amount: '39.99', currency: 'USD' }]);
  assert.equal(one.as_of, '2026-11-21T06:00:00Z');
  assert.match(headline, / · 1 left · \$39\.99/);
  assert.ok(actions.some(({ rel }) => rel === 'buy'));
});

timed('a basket that one store has whole, or the fewest stores', async () => {
  const lamp = 'item=LL-1005&item=LL-1006*2';
  const whole = await bought(lamp);
  assert.deepEqual(stores(whole), ['1001']);
  assert.deepEqual(whole.results[0].stock.map(({ item }) => item), ['LL-1005', 'LL-1006']);
  const basket = 'item=LL-1005&item=LL-1012*2';
  assert.deepEqual(stores(await bought(basket)), []);
  const split = await bought(`${basket}&split=1`);
  assert.deepEqual(stores(split).sort(), ['1001', '1006']);
});

timed('words, with a typo too', async () => {
  for (const words of ['studio headphones', 'studio headfones', 'STUDIO%20hedphones']) {
    const reply = await bought(`q=${words}`);
    assert.deepEqual(reply.items.map(({ id }) => id).sort(), ['LL-1002', 'LL-1003'], words);
    assert.deepEqual(stores(reply).slice(0, 1), ['1008'], words);
  }
  const coffee = await bought('q=cafe');
  assert.deepEqual(coffee.items.map(({ title }) => title), ['Café Grinder, Steel']);
  assert.deepEqual((await bought('q=zeppelin')).items, []);
});

timed('nothing in reach: the nearest beyond it, or how far was looked', async () => {
  const far = await bought(`item=${RADIO.id}&radius=400`);
  assert.deepEqual([far.results, far.nearest_outside.location.id], [[], '1001']);
  assert.equal(far.nearest_outside.stock[0].item, RADIO.id);
  const nowhere = await bought('item=LL-3001');
  assert.deepEqual([nowhere.results, nowhere.nearest_outside, nowhere.searched_m], [[], null, 500_000]);
});

timed('what is out of stock is left out, unless it is asked for', async () => {
  const camera = 'item=LL-1007&radius=20000';
  assert.deepEqual(stores(await bought(camera)), ['1001']);
  const any = await bought(`${camera}&stock=any`);
  assert.deepEqual(stores(any).sort(), ['1001', '1004', '1006']);
  assert.ok(any.results.some(({ stock }) => stock[0].availability === 'out_of_stock'));
});

timed('every form, as `nigh ask buy` gives it', async () => {
  const here = [...new URLSearchParams(HERE)];
  for (const more of ['item=LL-1001', 'q=radio&rank=price', 'item=LL-1005&item=LL-1012&split=1', 'item=LL-3001']) {
    for (const format of ['json', 'geojson', 'jsonld']) {
      await assertAsAsked(worker, example, [...here, ...new URLSearchParams(more), ['format', format]]);
    }
  }
  const map = await buy('item=LL-1001', { headers: { accept: 'application/geo+json' } });
  assert.equal(map.headers.get('content-type'), 'application/geo+json');
  const { type, features } = await map.json();
  assert.deepEqual([type, features.length, features[0].geometry.type], ['FeatureCollection', 3, 'Point']);
});

timed('a body that is there is not sent again', async () => {
  const whole = await buy('item=LL-1001');
  await whole.text();
  const tag = whole.headers.get('etag');
  const again = await buy('item=LL-1001', { headers: { 'if-none-match': `W/${tag}` } });
  assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', tag]);
  const other = await buy('item=LL-1002', { headers: { 'if-none-match': tag } });
  assert.equal(other.status, 200);
  await other.text();
});

timed('errors name what is wrong', async () => {
  for (const [more, parameter] of [
    ['', 'item'],
    ['item=LL-1001&q=radio', 'q'],
    ['item=LL-1001*0', 'item'],
    ['item=LL-1001&item=LL-1001', 'item'],
    [Array.from({ length: 9 }, (_, n) => `item=${n}`).join('&'), 'item'],
    ['item=LL-1001*9', 'item'],
    ['q=%21', 'q'],
    ['q=radio&split=1', 'split'],
    ['item=LL-1001&brand=Lark', 'brand'],
    ['item=LL-1001&max_price=cheap', 'max_price'],
    ['item=LL-1001&rank=price&radius=60000', 'radius'],
    ['item=LL-1001&stock=some', 'stock'],
  ]) {
    const response = await buy(more);
    assert.equal(response.status, 400, more);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.deepEqual((await response.json()).errors.map((error) => error.parameter), [parameter], more);
  }
});

timed('a hundred wishes of a large chain, as `nigh ask buy` answers them', async (t) => {
  const shops = compileShops();
  const large = await startWorker({ snapshot: shops.snapshot });
  t.after(async () => {
    await large.dispose();
    shops.remove();
  });
  const random = numbers(5);
  const count = { same: 0, found: 0, outside: 0 };
  for (let asked = 0; asked < 100; asked += 1) {
    const { same, reply } = await assertAsAsked(large, shops.snapshot, wish(shops, random));
    const found = (reply.results ?? reply.features ?? reply.itemListElement ?? []).length > 0;
    count.same += same ? 1 : 0;
    count.found += found ? 1 : 0;
    count.outside += !found && reply.nearest_outside ? 1 : 0;
  }
  console.log(`of 100 wishes: ${JSON.stringify(count)} (same: to the last bit of a distance)`);
  assert.ok(count.found >= 30 && count.outside >= 5, 'the questions are worth asking');
});
