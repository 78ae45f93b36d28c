// Security: headers of every kind of response, limits of requests, secrets, positions in logs, and dependencies.
import { startKv } from '../lab/kv.mjs';
import { NIGH, startWorkerd } from '../lab/workerd.mjs';
import { ask, crowd } from './ask.mjs';
import { closing } from './closing.mjs';
import { dependencies } from './dependencies.mjs';
import { BOUND, SECRET_HEADERS, leaks, secretsIn } from './logs.mjs';
import { compileNights } from './nights.mjs';
import { pool } from './questions.mjs';
import { kinds, missing } from './responses.mjs';

/** What a Worker without KV logs: that it is found proves that the scan sees what Workers log. */
const LOGGED = 'no KV namespace is bound';

/** Resolves to `{failures, figures, rows}`. The bounded run leaves the dependencies out: compiling cargo-deny takes minutes. */
export function security({ bounded = false, say = () => {} } = {}) {
  return closing(async (keep) => {
    const world = await keep(compileNights(1, { stores: 1_000, items: 300, rows: 20_000 }));
    const kv = await keep(startKv());
    await kv.load(world.nights[0].folder);
    const vars = { NIGH_SECRET: BOUND };
    const workers = [{ name: 'nigh', ...NIGH, vars }, { name: 'bare', ...NIGH, kv: false, vars }];
    const workerd = await keep(startWorkerd(workers, { kvPort: kv.port }));
    const ports = { nigh: workerd.ports.nigh[0], bare: workerd.ports.bare[0] };
    const responses = await everyKind(ports, world);
    const asked = await secrets(ports, world);
    const lines = workerd.log();
    const failures = [...responses.failures, ...asked.failures, ...leaks(lines, asked.paths)];
    if (!lines.some((line) => line.includes(LOGGED))) failures.push('the scan of logs sees nothing: a Worker without KV should say so');
    const checks = bounded ? { failures: [], figures: {} } : await dependencies(say);
    const figures = {
      'kinds of responses': responses.count,
      'requests with secrets': asked.paths.length,
      'log lines scanned': lines.length,
      ...checks.figures,
    };
    return { failures: [...failures, ...checks.failures], figures };
  });
}

/** Asks for a response of every kind, with secrets in the headers. */
async function everyKind({ nigh, bare }, world) {
  const all = kinds(world.ids[0], world.items[0].id);
  const answered = async (port, kind) => {
    const asked = { ...kind.asked, headers: { ...SECRET_HEADERS, ...kind.asked.headers } };
    const reply = await ask(port, asked);
    return [...missing(kind, reply), ...secretsIn(JSON.stringify(reply.headers) + reply.body).map((secret) => `${kind.what}: holds ${secret}`)];
  };
  const found = await crowd(all, 1, (kind) => answered(nigh, kind));
  const without = { what: 'without a snapshot', status: 503, asked: { path: '/v1/health' } };
  return { count: all.length + 1, failures: [...found.flat(), ...(await answered(bare, without))] };
}

/** Questions with positions and secrets, to a Worker that answers and to one that logs; and a GET with a body. */
async function secrets({ nigh, bare }, world) {
  const asked = pool(world, 200, 11);
  const failures = [];
  await crowd(asked, 8, async (one, place) => {
    const reply = await ask(place % 2 === 0 ? nigh : bare, { ...one, headers: SECRET_HEADERS });
    failures.push(...secretsIn(JSON.stringify(reply.headers) + reply.body).map((secret) => `a reply holds ${secret}`));
  });
  const plain = asked.find(({ kind }) => kind === 'go');
  const [bodiless, withBody] = [await ask(nigh, plain), await ask(nigh, { ...plain, body: 'x'.repeat(1_000_000) })];
  if (bodiless.body !== withBody.body) failures.push(`a body changes what a GET is answered: ${withBody.body.slice(0, 200)}`);
  return { failures, paths: asked.map(({ path }) => path) };
}
