// What nigh has set itself, and what was measured: `{goal, limit, measured, isMet}`, null where it was not measured.
import { median, ratios, shown, spread } from './figures.mjs';

const BUNDLE_KB = 450;

/** All goals of a run in workerd. */
export function goals(results) {
  return [...warmGoals(results), ...emptyGoals(results), ...sizeGoals(results), ...startGoals(results)];
}

function warmGoals({ warm }) {
  const of = finder(warm);
  const constant = of('constant', 'any', '');
  const rows = [];
  for (const [intent, most, share] of [['go', 1.5, 1], ['buy', 1.8, 0.5]]) {
    const [nigh, best] = [of('nigh', intent, '20k'), of('best', intent, '20k')];
    rows.push(ratio(`warm \`${intent}\`: CPU a request, by the constant reply's`, most, nigh?.cpuMs, constant?.cpuMs));
    rows.push(ratio(`warm \`${intent}\`: CPU a request, by the best peer's`, share, nigh?.cpuMs, best?.cpuMs));
    if (intent === 'buy') continue;
    const goal = "warm `go`: requests a second, by the constant reply's";
    rows.push(ratio(goal, 0.7, nigh?.perSecond, constant?.perSecond, true));
  }
  return rows;
}

function emptyGoals(results) {
  const rows = [];
  for (const state of ['hot', 'cold']) {
    const of = finder(results[state]);
    for (const intent of ['go', 'buy']) {
      const [nigh, gets] = [of('nigh', intent, '20k'), of('gets', intent, '20k')];
      rows.push({
        goal: `${state} \`${intent}\`: median, by that of the slowest of as many gets`,
        limit: '≤ 1.15', measured: null, isMet: null, ...(nigh && overall(nigh, gets)),
      });
      if (state === 'cold') continue;
      const goal = `gets of an empty isolate, \`${intent}\`: the most`;
      rows.push(atMost(goal, 6, nigh?.reads.most, `mean ${shown(nigh?.reads.keys)}`));
    }
  }
  return rows;
}

/** The ratio of the medians of all samples; the range is that of the batches. */
function overall(nigh, gets) {
  const value = nigh.p50 / gets.p50;
  const each = ratios(nigh.medians, gets.medians);
  const [least, most] = [Math.min(...each), Math.max(...each)].map((one) => one.toFixed(2));
  return { measured: `${value.toFixed(2)} (${least}–${most})`, isMet: value <= 1.15 };
}

function sizeGoals({ warm, hot }) {
  const [cpu, reads] = [finder(warm), finder(hot)];
  return ['go', 'buy'].flatMap((intent) => {
    const [small, large] = ['20k', '1m'].map((size) => reads('nigh', intent, size)?.reads);
    const [least, most] = ['20k', '1m'].map((size) => cpu('nigh', intent, size)?.cpuMs);
    return [
      ratio(`a million stores, \`${intent}\`: CPU a request, by that of 20,000`, 1.5, most, least),
      ratio('… gets of an empty isolate', 1.5, large && [large.keys], small && [small.keys]),
      ratio('… bytes that it reads', 1.5, large && [large.bytes], small && [small.bytes]),
    ];
  });
}

function startGoals({ start }) {
  const of = (name) => start?.rows.starts.find(({ worker }) => worker === name)?.cpuMs;
  const kb = start && start.rows.bundle.total / 1_000;
  return [
    ratio('CPU from start to first answer, by hello-world in Rust', 1.3, of('nigh'), of('hello-rust')),
    atMost('the Worker, gzipped, in kB', BUNDLE_KB, kb),
  ];
}

const finder = (section) => (worker, intent, size) =>
  section?.rows.find((row) => row.worker === worker && row.intent === intent && row.size === size);

function ratio(goal, bound, over, under, isLeast = false) {
  const limit = `${isLeast ? '≥' : '≤'} ${bound}`;
  if (!over?.length || !under?.length) return { goal, limit, measured: null, isMet: null };
  const all = ratios(over, under);
  const value = median(all);
  return { goal, limit, measured: spread(all, (one) => one.toFixed(2)), isMet: isLeast ? value >= bound : value <= bound };
}

function atMost(goal, bound, value, beside) {
  const limit = `≤ ${bound}`;
  if (value === undefined) return { goal, limit, measured: null, isMet: null };
  return { goal, limit, measured: shown(value) + (beside ? `, ${beside}` : ''), isMet: value <= bound };
}
