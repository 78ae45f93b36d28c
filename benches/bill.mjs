// A model of Cloudflare's bill, from what was counted.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { benchDir } from './data.mjs';
import { median, shown, table } from './figures.mjs';

/** Workers Paid, in dollars, as Cloudflare listed them in November 2026: what is included, and a million more. */
const PRICES = {
  base: 5,
  requests: { included: 10e6, million: 0.3 },
  cpuMs: { included: 30e6, million: 0.02 },
  reads: { included: 10e6, million: 0.5 },
  writes: { included: 1e6, million: 5 },
  bytes: { included: 1e9, million: 0.5e-3 },
};
/** What the model supposes of a month. */
const MONTH_S = 30 * 86_400;
const HEAD_EVERY_S = 45;
const EMPTY_SHARE = 0.01;
const ISOLATES = { 1e6: 10, 10e6: 30, 100e6: 100 };
const NIGHTS = 30;
const CHANGED_SHARE = 0.5;

/** The section of docs/benchmarks.md; empty until warm and hot have been measured. */
export function billSection({ warm, hot }) {
  const of = (section, intent, size) =>
    section?.rows.find((row) => row.worker === 'nigh' && row.intent === intent && row.size === size);
  const lines = [];
  for (const size of ['20k', '1m']) {
    const measured = ['go', 'buy'].map((intent) => ({ warm: of(warm, intent, size), empty: of(hot, intent, size) }));
    if (measured.some((each) => !each.warm || !each.empty)) continue;
    for (const questions of Object.keys(ISOLATES).map(Number)) lines.push(month(size, questions, measured));
  }
  if (lines.length === 0) return '';
  const head = ['stores', 'questions a month', 'CPU, million ms', 'reads, million', 'writes, million', 'GB', 'dollars', 'of them reads', 'a million questions'];
  return `## What it costs

A model of a month on Workers Paid: $5, with 10 million requests, 30 million ms of CPU, 10 million reads and a million
writes of KV in it; then $0.30, $0.02, $0.50 and $5 a million, and $0.50 a GB beyond the first. Half of the questions
are \`go\`, half \`buy\`; ${EMPTY_SHARE * 100} % meet an empty isolate, and read what those of the table above read, guesses that miss
included; an isolate reads the head every ${HEAD_EVERY_S} s around the clock; every night half of all values are written anew.
CPU is this machine's.

${table(head, lines)}`;
}

function month(size, questions, measured) {
  const mean = (value) => measured.reduce((sum, each) => sum + value(each), 0) / measured.length;
  const values = stored(join(benchDir, size, 'snapshot', 'kv'));
  const used = {
    requests: questions,
    cpuMs: questions * mean(({ warm, empty }) => median(warm.cpuMs) * (1 - EMPTY_SHARE) + empty.reads.cpuMs * EMPTY_SHARE),
    reads: questions * mean(({ warm, empty }) => warm.reads.keys + empty.reads.keys * EMPTY_SHARE) + ISOLATES[questions] * (MONTH_S / HEAD_EVERY_S),
    writes: NIGHTS * values.count * CHANGED_SHARE,
    bytes: values.bytes,
  };
  const dollars = Object.fromEntries(Object.entries(used).map(([what, count]) => {
    const { included, million } = PRICES[what];
    return [what, (Math.max(0, count - included) / 1e6) * million];
  }));
  const total = PRICES.base + Object.values(dollars).reduce((sum, each) => sum + each, 0);
  return [
    { '20k': '20,000', '1m': '1,000,000' }[size], questions.toLocaleString('en-US'), shown(used.cpuMs / 1e6), shown(used.reads / 1e6),
    shown(used.writes / 1e6), shown(used.bytes / 1e9), total.toFixed(2), dollars.reads.toFixed(2), (total / (questions / 1e6)).toFixed(2),
  ];
}

/** Values of a snapshot's folder, and their bytes. */
function stored(folder) {
  let [count, bytes] = [0, 0];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    count += 1;
    bytes += statSync(join(entry.parentPath ?? entry.path, entry.name)).size;
  }
  return { count, bytes };
}
