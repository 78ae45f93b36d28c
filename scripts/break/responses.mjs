// One response of every kind that there is, and what each must carry.
import { CITIES } from '../lab/questions.mjs';

const HERE = '/v1/go?lat=41.85&lng=-87.65';
/** Headers that every response has, whatever became of the request. */
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'access-control-allow-origin': '*',
};
/** Headers that none has: nothing is remembered of a caller, and nobody need know what runs here. */
const NEVER = ['set-cookie', 'server', 'x-powered-by', 'access-control-allow-credentials'];

/** `{what, status, asked}`; `store` and `item` are of the snapshot that is served. */
export function kinds(store, item) {
  return [
    { what: 'stores to go to', status: 200, asked: { path: HERE } },
    { what: 'stores to buy at', status: 200, asked: { path: `/v1/buy?lat=41.85&lng=-87.65&item=${item}` } },
    { what: 'GeoJSON', status: 200, asked: { path: `${HERE}&format=geojson` } },
    { what: 'JSON-LD', status: 200, asked: { path: `${HERE}&format=jsonld` } },
    { what: 'from the network', status: 200, asked: { path: '/v1/go', cf: CITIES[0] } },
    { what: 'one store', status: 200, asked: { path: `/v1/stores/${store}` } },
    { what: 'health', status: 200, asked: { path: '/v1/health' } },
    { what: 'HEAD', status: 200, asked: { path: HERE, method: 'HEAD' } },
    { what: 'a preflight', status: 204, asked: { path: HERE, method: 'OPTIONS', headers: { origin: 'https://shop.example', 'access-control-request-method': 'GET' } } },
    { what: 'unchanged', status: 304, asked: { path: HERE, headers: { 'if-none-match': '*' } } },
    { what: 'a parameter at fault', status: 400, asked: { path: '/v1/go?lat=91&lng=0' } },
    { what: 'a query of 9 kB', status: 400, asked: { path: `${HERE}&utm_source=${'x'.repeat(9_000)}` } },
    { what: 'no such store', status: 404, asked: { path: '/v1/stores/nowhere' } },
    { what: 'no such path', status: 404, asked: { path: '/.env' } },
    { what: 'POST', status: 405, asked: { path: HERE, method: 'POST', body: 'x'.repeat(1_000_000) } },
    { what: 'DELETE', status: 405, asked: { path: `/v1/stores/${store}`, method: 'DELETE' } },
    { what: 'no form that is accepted', status: 406, asked: { path: HERE, headers: { accept: 'text/csv' } } },
    { what: 'a query of 17 kB', status: 414, asked: { path: `${HERE}&utm_source=${'x'.repeat(17_000)}` } },
    { what: 'a path of 17 kB', status: 414, asked: { path: `/v1/stores/${'x'.repeat(17_000)}` } },
  ];
}

/** What is wrong with a response of a kind, in words. */
export function missing({ what, status, asked }, reply) {
  const wrong = [];
  if (reply.status !== status) wrong.push(`${what}: ${reply.status}, not ${status}: ${reply.body.slice(0, 200)}`);
  for (const [name, value] of Object.entries(ALWAYS)) {
    if (reply.headers[name] !== value) wrong.push(`${what}: ${name} is ${reply.headers[name] ?? 'missing'}, not ${value}`);
  }
  for (const name of NEVER) {
    if (reply.headers[name] !== undefined) wrong.push(`${what}: has ${name}: ${reply.headers[name]}`);
  }
  return [...wrong, ...(status >= 400 && asked.method !== 'HEAD' ? problem(what, status, reply) : [])];
}

/** An error is a problem of RFC 9457, which nobody keeps, with what its status asks for. */
function problem(what, status, { headers, body }) {
  const wrong = [];
  if (headers['content-type'] !== 'application/problem+json') return [`${what}: is of type ${headers['content-type']}`];
  const { type, title, status: said, detail } = JSON.parse(body);
  if (!type?.startsWith('urn:nigh:problem:') || !title || !detail || said !== status) wrong.push(`${what}: ${body}`);
  if (headers['cache-control'] !== 'no-store') wrong.push(`${what}: may be kept: ${headers['cache-control']}`);
  if (status === 405 && headers.allow !== 'GET, HEAD, OPTIONS') wrong.push(`${what}: Allow is ${headers.allow}`);
  if (status === 503 && !(Number(headers['retry-after']) > 0)) wrong.push(`${what}: no Retry-After`);
  return wrong;
}
