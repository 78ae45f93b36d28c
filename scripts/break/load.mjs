// Load: mixed traffic over several isolates, while snapshots are published and pruned and isolates are evicted.
import { setTimeout as sleep } from 'node:timers/promises';
import { NEAR, startKv } from '../lab/kv.mjs';
import { quantile } from '../lab/load.mjs';
import { ask as askKv } from './ask.mjs';
import { closing } from './closing.mjs';
import { leaks, secretsIn } from './logs.mjs';
import { EAGER_GC, growth, watchMemory } from './memory.mjs';
import { compileNights } from './nights.mjs';
import { startPublisher } from './publisher.mjs';
import { pool } from './questions.mjs';
import { startReference } from './reference.mjs';
import { startSite } from './site.mjs';
import { traffic } from './traffic.mjs';
import { isLate, judged, snapshotOf, told } from './truth.mjs';

const NIGHTS = 5;
/** One reply in so many is compared with what its snapshot truly answers. */
const SAMPLE = 20;
/** Requests under way at most: a machine that falls behind is not asked faster than it answers. */
const TOGETHER = 64;
const FULL = { seconds: 1_800, rate: 50, publishS: 110, evictS: 75, size: {} };
/** So small that what each new snapshot brings into an isolate's memory hides no leak. */
const BOUNDED = { seconds: 120, rate: 50, publishS: 22, evictS: 35, size: { stores: 1_000, items: 300, rows: 20_000 } };
/** The last third's 99th percentile may be so many times the first's, and so many milliseconds more: others use the machine, too. */
const P99 = { times: 2, more: 20 };

/**
 * Resolves to `{failures, figures, rows}`: a row for each kind of request, of how many there were and how long they
 * took in the first and in the last third. The bounded run asserts nothing that depends on the machine's speed.
 */
export function load({ bounded = false, say = () => {}, ...other } = {}) {
  const order = { ...(bounded ? BOUNDED : FULL), ...other };
  return closing(async (keep) => {
    const world = await keep(compileNights(NIGHTS, order.size));
    const kv = await keep(startKv());
    await kv.latency(NEAR);
    const publisher = await startPublisher(kv, world.nights);
    const reference = await keep(startReference(world.nights));
    // The first lives for the whole run; the second is stopped and started.
    const sites = [await keep(startSite(kv.port, EAGER_GC)), await keep(startSite(kv.port))];
    const asked = pool(world, 2_000, 7);
    const run = { publisher, reference, sites, asked, seen: seen(), evictions: 0, say };
    const memory = watchMemory(() => sites[0].memory());
    const reads = watchKv(kv);
    await Promise.all([ask(run, order), publish(run, order), evict(run, order)]);
    run.kvMs = reads.end();
    const lines = sites.flatMap((site) => site.log());
    run.seen.wrong.push(...leaks(lines, asked.map(({ path }) => path)));
    return summary(run, order, memory.end(), lines, bounded);
  });
}

/** Reads the KV itself now and then: a machine too busy for that is too busy for nigh's deadlines. */
function watchKv({ port }) {
  const state = { slowestMs: 0 };
  const timer = setInterval(async () => {
    const { ms } = await askKv(port, '/head').catch(() => ({ ms: 0 }));
    state.slowestMs = Math.max(state.slowestMs, ms);
  }, 1_000);
  return { end: () => { clearInterval(timer); return state.slowestMs; } };
}

const seen = () => ({ times: [], wrong: [], kinds: {}, statuses: {}, cut: 0, compared: 0, ids: new Set() });

async function ask(run, { seconds, rate }) {
  const { next, learn } = traffic(run.asked, 3);
  const began = performance.now();
  const flying = new Set();
  for (let sent = 0; performance.now() - began < seconds * 1_000; sent += 1) {
    const ahead = (sent / rate) * 1_000 - (performance.now() - began);
    if (ahead > 1) await sleep(ahead);
    if (flying.size >= TOGETHER) await Promise.race(flying);
    const up = run.sites.filter((site) => site.isUp());
    const work = one(run, next(), up[sent % up.length], learn, performance.now() - began, sent % SAMPLE === 0);
    flying.add(work);
    work.finally(() => flying.delete(work));
  }
  await Promise.all(flying);
}

/** One request and all that is known of its reply; what breaks on the way is a wrong reply, too. */
async function one(run, asked, site, ...rest) {
  try {
    const reply = await site.ask(asked);
    if (reply === null) run.seen.cut += 1;
    else await weigh(run, asked, reply, ...rest);
  } catch (error) {
    run.seen.wrong.push(`${asked.path}: ${error.message}`);
  }
}

async function weigh({ publisher, reference, seen }, asked, reply, learn, atMs, isSampled) {
  const of = snapshotOf(reply.body);
  learn(asked, reply, of);
  seen.times.push({ kind: asked.kind, ms: reply.ms, atMs });
  seen.statuses[reply.status] = (seen.statuses[reply.status] ?? 0) + 1;
  if (of !== null) seen.ids.add(of);
  const wrong = fault(asked, reply, of, reference, publisher.state.pruned);
  if (wrong !== null) seen.wrong.push(`${asked.path}: ${wrong}`);
  if (!isSampled || !['go', 'buy', 'store', 'cursor', 'mistake'].includes(asked.kind)) return;
  const { wrong: untrue } = await judged(asked, reply, reference);
  seen.compared += 1;
  if (untrue !== null) seen.wrong.push(`${asked.path}: ${untrue}`);
}

/** What is wrong with a reply by itself, or null. No KV fails here: every answer is whole. */
function fault({ kind, status, of: wanted }, reply, of, { ids, stalls }, pruned) {
  if (isLate(reply, stalls)) return `after ${Math.round(reply.ms)} ms`;
  const [secret] = secretsIn(JSON.stringify(reply.headers) + reply.body);
  if (secret !== undefined) return `a reply holds ${secret}`;
  const expected = status !== undefined ? [status] : kind === 'store' ? [200, 404] : [200];
  const isGone = kind === 'cursor' && reply.status === 409 && pruned.has(wanted);
  if (!isGone && !expected.includes(reply.status)) return `status ${reply.status}: ${reply.body.slice(0, 200)}`;
  if (reply.status !== 200) return null;
  if (kind !== 'health' && reply.headers['cache-control'] === 'no-store') return 'an answer that is not complete';
  return of === null || ids.includes(of) ? null : `of no snapshot that there was: ${of}`;
}

/** Publishes the next night now and then, and prunes what was replaced a while ago. */
async function publish({ publisher, say }, { seconds, publishS }) {
  for (let at = publishS; at < seconds; at += publishS) {
    await sleep(publishS * 1_000);
    await publisher.next();
    await publisher.prune();
    say(`published ${publisher.state.published} times, ${publisher.state.removed} values pruned`);
  }
}

/** Ends the second site under its requests, and starts it anew. */
async function evict(run, { seconds, evictS }) {
  for (let at = evictS; at < seconds; at += evictS) {
    await sleep(evictS * 1_000);
    await run.sites[1].restart();
    run.evictions += 1;
  }
}

function summary({ seen, publisher, evictions, kvMs }, { seconds, rate }, memory, lines, bounded) {
  const third = (from, to) => seen.times.filter(({ atMs }) => atMs >= from * seconds * 1_000 && atMs < to * seconds * 1_000);
  const [first, last] = [third(0, 1 / 3), third(2 / 3, 1)];
  const p99 = (of) => quantile(of.map(({ ms }) => ms), 0.99);
  const failures = told(seen.wrong);
  const grown = growth(memory, !bounded);
  if (grown.failure !== null) failures.push(grown.failure);
  if (!bounded && p99(last) > P99.times * p99(first) + P99.more) failures.push(`the 99th percentile grew from ${p99(first).toFixed(1)} to ${p99(last).toFixed(1)} ms`);
  const figures = {
    'seconds': seconds,
    'requests': seen.times.length,
    'requests a second, asked for': rate,
    'wrong replies': seen.wrong.length,
    'replies compared with the truth': seen.compared,
    'statuses': Object.entries(seen.statuses).map(([status, count]) => `${status}: ${count}`).join(', '),
    'snapshots published': publisher.state.published,
    'snapshots seen in replies': seen.ids.size,
    'values pruned': publisher.state.removed,
    'isolates evicted': evictions * 2,
    'requests cut off by that': seen.cut,
    'p99 of the first third, ms': p99(first).toFixed(1),
    'p99 of the last third, ms': p99(last).toFixed(1),
    'slowest read of KV itself, ms': kvMs.toFixed(0),
    ...grown.figures,
    'log lines scanned': lines.length,
  };
  const kinds = [...new Set(seen.times.map(({ kind }) => kind))].sort();
  const ms = (of, share) => quantile(of.map(({ ms: took }) => took), share).toFixed(1);
  const rows = kinds.map((kind) => {
    const of = (times) => times.filter((time) => time.kind === kind);
    return { kind, requests: of(seen.times).length, 'p50 ms, first third': ms(of(first), 0.5), last: ms(of(last), 0.5), 'p99 ms, first third': ms(of(first), 0.99), 'last third': ms(of(last), 0.99) };
  });
  return { failures, figures, rows, memory };
}
