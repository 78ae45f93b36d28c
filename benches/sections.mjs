// Tables and plots of what was measured in workerd.
import { median, shown, spread, table } from './figures.mjs';

/** What Workers are called. */
const NAMES = {
  'hello-js': 'hello-world, JavaScript', 'hello-rust': 'hello-world, Rust', constant: 'constant reply, Rust',
  nigh: 'nigh', plain: 'plain peer', best: 'best peer', gets: 'the same gets alone',
};
const KINDS = { nigh: 'nigh', plain: 'peer', best: 'peer' };

const sizes = { '': '—', '20k': '20,000', '1m': '1,000,000' };
const intentOf = ({ intent }) => (intent === 'any' ? '—' : `\`${intent}\``);
const nameOf = ({ worker }) => (worker === 'nigh' ? '**nigh**' : NAMES[worker]);

export function warmSection({ warm }) {
  if (!warm) return '';
  const rows = warm.rows.map((row) => [
    nameOf(row), intentOf(row), sizes[row.size], spread(row.perSecond), spread(row.perSecondOne),
    spread(row.cpuMs), spread(row.p50), spread(row.p99), shown(row.reads.keys),
  ]);
  return `## Warm

Everything is in the isolate's memory. Milliseconds, and requests a second over 16 connections and over one; CPU is
user and system time of workerd a request; medians of rounds, and their range. Percentiles are those of one connection.

${table(['', 'question', 'stores', 'req/s, 16', 'req/s, 1', 'CPU ms', 'p50 ms', 'p99 ms', 'KV reads'], rows)}`;
}

/** Parts in the order of what `buy` spends on them. */
export function profileSection({ profile }) {
  if (!profile) return '';
  const all = profile.rows.map(({ parts }) => Object.values(parts).reduce((sum, us) => sum + us, 0));
  const names = [...new Set(profile.rows.flatMap(({ parts }) => Object.keys(parts)))];
  const last = profile.rows.at(-1).parts;
  names.sort((a, b) => (last[b] ?? 0) - (last[a] ?? 0));
  const share = ({ parts }, place, name) => `${((100 * (parts[name] ?? 0)) / all[place]).toFixed(1)} % · ${shown(parts[name] ?? 0)}`;
  const rows = names.map((name) => [name, ...profile.rows.map((row, place) => share(row, place, name))]);
  return `## Where the time goes

A warm request under V8's profiler, which slows it down: shares, and microseconds. Functions that the compiler has put
into others are counted with those; what the runtime does beside JavaScript's thread is not seen.

${table(['', 'constant reply', '`go`', '`buy`'], [...rows, ['all', ...all.map(shown)]])}`;
}

export function emptySection(results) {
  const rows = ['hot', 'cold'].flatMap((state) => results[state]?.rows ?? []);
  if (rows.length === 0) return '';
  const lines = rows.map((row) => [
    row.state, nameOf(row), intentOf(row), sizes[row.size], `${row.samples}`,
    shown(row.p50), range(row.medians), shown(row.p99), ...readsOf(row),
  ]);
  const head = [
    'state', '', 'question', 'stores', 'isolates', 'median ms', 'of batches', 'p99 ms',
    'CPU ms', 'reads', 'most', 'of absent keys', 'rounds', 'kB',
  ];
  return `## Hot and cold

Empty isolates, each asked one question. Hot: a single get of KV takes 7 ms at the median and 23 ms at the 99th
percentile; cold: 207 and 451. A bulk get takes as long as the slowest of its keys.

${table(head, lines)}`;
}

function readsOf({ reads }) {
  if (reads === null) return Array(6).fill('—');
  const { cpuMs, keys, most, missing, rounds, bytes } = reads;
  return [shown(cpuMs), shown(keys), `${most}`, shown(missing), shown(rounds), shown(bytes / 1_000)];
}

const range = (values) => `${shown(Math.min(...values))}–${shown(Math.max(...values))}`;

export function startSection({ start }) {
  if (!start) return '';
  const { starts, sharing, bundle, memory } = start.rows;
  const nothing = median(memory[0].bytes);
  const megabytes = ({ bytes }) => spread(bytes.map((each) => (each - nothing) / 1e6));
  const held = memory.slice(1).map((row) => [nameOf(row), intentOf(row), megabytes(row)]);
  const kb = (bytes) => shown(bytes / 1_000);
  return `## Start, size, memory

CPU of workerd from its own start to the first answer, ${starts[0].cpuMs.length} starts of each in turn, in ms.

${table(['', 'CPU ms'], starts.map((row) => [nameOf(row), spread(row.cpuMs)]))}

The Worker is ${kb(bundle.total)} kB gzipped: ${kb(bundle.wasm)} wasm, ${kb(bundle.script)} script.

Isolates of a process share compiled wasm: an empty isolate's first question costs ${spread(sharing.alone)} ms of CPU
in a process that is new, ${spread(sharing.shared)} ms in one where another isolate has answered before.

Private memory of workerd with one isolate that has answered 150 questions twice, beyond that with hello-world in
JavaScript, in MB.

${table(['', 'question', 'MB'], held)}`;
}

export function checkSection({ check }) {
  if (!check) return '';
  const rows = check.rows.map((row) => [
    nameOf(row), intentOf(row), sizes[row.size], `${row.questions}`, `${row.same ?? '—'}`, `${row.within ?? '—'}`,
    `${row.different ?? '—'}`, shown(row.bytesOfTen), `${row.full}`, `${row.empty}`,
  ]);
  const head = [
    '', 'question', 'stores', 'questions', 'same as nigh', 'within 0.6 %', 'different',
    'bytes of ten', 'with ten', 'with none',
  ];
  return `## The same answers

The peers measure on a sphere, nigh along the geodesic: stores whose distances differ by less than 0.6 % may change
places. Otherwise ids, order and whether they are open are the same, and so is the nearest store outside the radius
where none is inside (the plain peer does not look for it).

${table(head, rows)}`;
}

/** Panels of the plot. */
export function panels({ warm, hot, cold }) {
  const dot = (row, values, label) => ({
    label, kind: KINDS[row.worker] ?? 'floor', value: median(values),
    least: Math.min(...values), most: Math.max(...values), shown: shown(median(values)),
  });
  const titled = (row) => `${NAMES[row.worker]}${row.intent === 'any' ? '' : ` · ${row.intent}`}`;
  const small = (rows) => rows.filter(({ size }) => size !== '1m');
  const found = [];
  if (warm) {
    const rows = small(warm.rows).map((row) => dot(row, row.cpuMs, titled(row)));
    found.push({ title: 'Warm: CPU a request', unit: 'milliseconds, 20,000 stores, median and range of rounds', rows });
  }
  for (const [section, title] of [[hot, 'Hot: an empty isolate, KV near'], [cold, 'Cold: an empty isolate, KV far']]) {
    if (!section) continue;
    const rows = small(section.rows).map((row) => ({
      ...dot(row, [row.p50, row.p99], titled(row)), value: row.p50, shown: `${shown(row.p50)} – ${shown(row.p99)}`,
    }));
    found.push({ title, unit: 'milliseconds to the answer, median and 99th percentile', rows });
  }
  return found;
}
