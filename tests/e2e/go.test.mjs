// The built Worker in workerd: where a caller is, what it is told, and under which headers.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { nigh, startWorker } from './harness.mjs';
import { CITIES, LIMIT_MS, compileWorld, numbers, query, question, sameReply } from './world.mjs';

let world;
let worker;
before(async () => {
  world = compileWorld();
  worker = await startWorker({ snapshot: world.before });
}, { timeout: LIMIT_MS });
after(async () => {
  await worker?.dispose();
  world?.remove();
}, { timeout: LIMIT_MS });

const timed = (name, body) => test(name, { timeout: LIMIT_MS }, body);
const ids = (reply) => reply.results.map(({ location }) => location.id);

timed('around the world by the network, as by coordinates', async () => {
  for (const { city, country, latitude, longitude } of CITIES) {
    const cf = { latitude, longitude, country, ...(city && { city }) };
    const response = await worker.ask('/v1/go?radius=500000', { cf });
    assert.equal(response.status, 200, city);
    assert.match(response.headers.get('cache-control'), /^private, max-age=/);
    const reply = await response.json();
    assert.deepEqual(reply.origin, {
      source: 'network',
      geo: { latitude: Number(latitude), longitude: Number(longitude) },
      accuracy_m: city ? 25_000 : 100_000,
      label: null,
    });
    const own = await worker.ask(`/v1/go?radius=500000&lat=${latitude}&lng=${longitude}&at=${reply.at}`);
    assert.deepEqual(ids(await own.json()), ids(reply), city);
    for (const { headline } of reply.results) assert.match(headline, /^about \d+ (km|mi) · /);
    assert.equal(reply.complete, true);
  }
});

timed('without any position it says what to send', async () => {
  for (const cf of [null, {}, { city: 'London', country: 'GB' }, { latitude: 'north', longitude: '0' }, { latitude: '51.5' }]) {
    const response = await worker.ask('/v1/go', { cf });
    assert.equal(response.status, 400, JSON.stringify(cf));
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const problem = await response.json();
    assert.equal(problem.errors[0].parameter, 'lat');
    assert.match(problem.detail, /send lat and lng, or cell/);
  }
});

timed("the network's position over a real connection", async () => {
  // The header by which Miniflare lets a test choose request.cf: internal to it, so only here.
  const blob = { clientAcceptEncoding: '', latitude: '51.5', longitude: '-0.1', country: 'GB', city: 'London' };
  const response = await fetch(new URL('/v1/go', worker.url), { headers: { 'MF-CF-Blob': JSON.stringify(blob) } });
  assert.equal(response.status, 200);
  assert.deepEqual((await response.json()).origin.geo, { latitude: 51.5, longitude: -0.1 });
});

timed('by a cell, which tells less', async () => {
  const response = await worker.ask('/v1/go?cell=872664c1affffff');
  assert.equal(response.status, 200, await response.clone().text());
  assert.match(response.headers.get('cache-control'), /^public, max-age=\d+$/);
  const { origin, results } = await response.json();
  assert.equal(origin.source, 'cell');
  for (const result of results) {
    assert.ok(result.distance_min_m <= result.distance_m && result.distance_m <= result.distance_max_m);
  }
});

timed('two hundred questions, as `nigh ask` answers them, distances to the micrometre', async () => {
  const random = numbers(1);
  let same = 0;
  for (let asked = 0; asked < 200; asked += 1) {
    const parameters = question(world.points, random);
    const response = await worker.ask(`/v1/go?${query(parameters)}`);
    const flags = parameters.map(([name, value]) => `--${name.replaceAll('_', '-')}=${value}`);
    const expected = nigh('ask', 'go', `--snapshot=${world.before}`, ...flags);
    const body = `${await response.text()}\n`;
    assert.ok(sameReply(body, expected), `${query(parameters)}\n${body}${expected}`);
    assert.equal(response.status, 200);
    same += body === expected ? 1 : 0;
  }
  console.log(`${same} of 200 are the same to the last bit of a distance`);
});

timed('errors name what is wrong', async () => {
  for (const [path, status, parameter] of [
    ['/v1/go?lat=95&lng=0', 400, 'lat'],
    ['/v1/go?lat=45', 400, 'lng'],
    ['/v1/go?lat=45&lng=0&colour=blue', 400, 'colour'],
    ['/v1/go?lat=45&lng=0&at=2001-01-01T00:00:00Z', 400, 'at'],
    ['/v1/go?place=Berlin', 400, 'place'],
    ['/v1/go?cursor=ff', 400, 'cursor'],
    ['/v1/stores/nobody', 404],
    ['/v1/stores/%ff', 404],
    ['/v1/nothing', 404],
    ['/elsewhere', 404],
  ]) {
    const response = await worker.ask(path, { cf: CITIES[0] });
    assert.equal(response.status, status, path);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const problem = await response.json();
    assert.equal(problem.status, status);
    assert.deepEqual(problem.errors?.map((error) => error.parameter), parameter && [parameter], path);
  }
});

timed('methods and forms', async () => {
  const post = await worker.ask('/v1/go', { method: 'POST', body: '{}' });
  assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD, OPTIONS']);
  await post.text();
  const preflight = await worker.ask('/v1/go', { method: 'OPTIONS' });
  assert.deepEqual([preflight.status, preflight.headers.get('access-control-max-age')], [204, '86400']);
  const path = `/v1/go?lat=51.5&lng=-0.1&at=${new Date().toISOString().slice(0, 10)}T12:00:00Z`;
  const get = await worker.ask(path);
  const head = await worker.ask(path, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
  assert.equal(head.headers.get('etag'), get.headers.get('etag'));
  await get.text();
  for (const [accept, type] of [
    ['*/*', 'application/json'],
    ['application/geo+json', 'application/geo+json'],
    ['application/ld+json;q=0.9', 'application/ld+json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
  ]) {
    const response = await worker.ask(path, { headers: { accept } });
    assert.equal(response.headers.get('content-type'), type);
    assert.equal(response.headers.get('vary'), 'Accept');
    await response.text();
  }
  const none = await worker.ask(path, { headers: { accept: 'text/csv' } });
  assert.equal(none.status, 406);
  await none.text();
});

timed('a body that is there is not sent again', async () => {
  const path = '/v1/go?lat=51.5&lng=-0.1&at=' + new Date().toISOString().slice(0, 10) + 'T12:00:00Z';
  const whole = await worker.ask(path);
  await whole.text();
  const tag = whole.headers.get('etag');
  for (const header of [tag, `W/${tag}`, `"other", ${tag}`]) {
    const again = await worker.ask(path, { headers: { 'if-none-match': header } });
    assert.equal(again.status, 304, header);
    assert.equal(await again.text(), '');
  }
});

timed('every store by its id', async () => {
  for (const id of world.ids.filter((_, place) => place % 50 === 0)) {
    const response = await worker.ask(`/v1/stores/${id}`);
    assert.equal(response.status, 200, id);
    assert.equal((await response.json()).location.id, id);
  }
});
