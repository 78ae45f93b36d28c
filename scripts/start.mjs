// `npm start`: set up, build, compile the example feeds, publish them to the local KV, and serve them.
import { createServer } from 'node:net';
import { build } from './build.mjs';
import { ended, show, start } from './process.mjs';
import { exampleFeeds, nighBinary, node22, wranglerScript } from './project.mjs';
import { setup } from './setup.mjs';
import { Failure, main, progress, say } from './terminal.mjs';

const HOST = '127.0.0.1';
const PORT = Number(process.env.PORT ?? 8787);
const ORIGIN = `http://${HOST}:${PORT}`;
const SNAPSHOT = '.nigh/snapshot';
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5_000;
/** Questions from a point among the stores of the example feeds. */
const EXAMPLES = ['go?lat=44.98&lng=-93.27', 'buy?place=Minneapolis&q=radio', 'places?q=m%C3%BCn'];

await main(async () => {
  await requireFreePort();
  await build(await setup());
  await publishFixtures();
  await serve();
});

/** Asked before anything long begins. */
function requireFreePort() {
  const possible = Number.isInteger(PORT) && PORT > 0 && PORT < 65_536;
  if (!possible) throw new Failure(`PORT=${process.env.PORT} is no port`);
  const advice = `Port ${PORT} is taken; stop what uses it, or choose another: PORT=8788 npm start`;
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', () => reject(new Failure(advice)));
    probe.listen(PORT, HOST, () => probe.close(resolve));
  });
}

async function publishFixtures() {
  say(`→ nigh compile ${exampleFeeds.join(' ')}`);
  await show(nighBinary, ['compile', ...exampleFeeds, '--out', SNAPSHOT]);
  say('→ nigh publish --local');
  await show(nighBinary, ['publish', '--local', '--snapshot', SNAPSHOT]);
}

/** Runs wrangler dev in a process group of its own, and ends when that does. */
async function serve() {
  const quiet = ['--log-level', 'warn', '--show-interactive-dev-session=false'];
  const args = [wranglerScript, 'dev', '--ip', HOST, '--port', String(PORT), ...quiet];
  const stdio = ['ignore', 'inherit', 'inherit'];
  const server = start(node22, args, { env: serverEnvironment(), stdio, detached: true });
  const end = ended(server);
  const state = stopOnSignal(server, end);
  await progress('wrangler dev', '3 to 10 s', () => Promise.race([answering(state), failed(end)]));
  const questions = EXAMPLES.map((question) => `  curl "${ORIGIN}/v1/${question}"\n`).join('');
  if (!state.stopping) say(`\nnigh answers. Look at ${ORIGIN}/ or ask it (Ctrl-C stops it):\n\n${questions}`);
  const how = await end;
  if (!state.stopping) throw new Failure(`wrangler dev ended (${how})`);
}

/** Wrangler asks the internet where this machine is, unless it is told not to: then it invents a place. */
function serverEnvironment() {
  return { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false', ...process.env, CI: '1' };
}

/** The first signal asks the whole group to stop; after a while it is made to. */
function stopOnSignal(server, end) {
  const state = { stopping: false };
  const signalGroup = (signal) => {
    try { process.kill(-server.pid, signal); } catch { /* it is gone already */ }
  };
  const stop = () => {
    state.stopping = true;
    signalGroup('SIGTERM');
    const limit = setTimeout(() => signalGroup('SIGKILL'), STOP_LIMIT_MS);
    end.then(() => clearTimeout(limit));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  process.on('exit', () => signalGroup('SIGKILL'));
  return state;
}

async function answering(state) {
  for (const limit = Date.now() + READY_LIMIT_MS; Date.now() < limit && !state.stopping;) {
    const reply = await fetch(`${ORIGIN}/v1/health`).catch(() => null);
    if (reply?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  if (state.stopping) return;
  throw new Failure(`wrangler dev did not answer /v1/health within ${READY_LIMIT_MS / 1000} s`);
}

async function failed(end) {
  throw new Failure(`wrangler dev ended before it answered (${await end})`);
}
