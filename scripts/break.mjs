// `npm run break`: what breaks nigh, tried on purpose, in order, a header each; figures at the end and in a file.
// `npm run break -- --only faults,load` runs some parts, `--bounded` the small versions that `npm test` runs.
import { build } from './build.mjs';
import { api } from './break/api.mjs';
import { faults } from './break/faults.mjs';
import { load } from './break/load.mjs';
import { fuzzing, year } from './break/native.mjs';
import { RESULTS, keep, kept } from './break/results.mjs';
import { security } from './break/security.mjs';
import { setup } from './setup.mjs';
import { Failure, duration, main, say } from './terminal.mjs';

/** Each resolves to `{failures: [text], figures: {name: value}, rows: [{column: value}], text}`. */
const PARTS = [
  { name: 'faults', what: 'a KV that loses, delays, truncates, swaps, flips and serves old values (20 min)', run: faults },
  { name: 'fuzz', what: 'every decoder and parser, guided by coverage (hours, if you let it)', run: fuzzing },
  { name: 'api', what: 'schemathesis against the served OpenAPI, in workerd (15 min)', run: api },
  { name: 'load', what: 'mixed traffic, publishes and evictions (30 min)', run: load },
  { name: 'year', what: 'native faults, and the clock stepped through a year in every zone', run: year },
  { name: 'security', what: 'headers, limits, secrets, licences and advisories', run: security },
];

await main(async () => {
  const { parts, bounded } = chosen(process.argv.slice(2));
  await build(await setup());
  const failed = [];
  for (const [place, part] of parts.entries()) {
    const result = await run(part, `${place + 1}/${parts.length}`, bounded);
    keep(part.name, result);
    if (result.failures.length > 0) failed.push(part.name);
  }
  summary(parts.map(({ name }) => name));
  if (failed.length > 0) throw new Failure(`Broken: ${failed.join(', ')}. The reasons stand above.`);
  say(`\n${parts.length} of ${parts.length} parts held.`);
});

function chosen(args) {
  const bounded = args.includes('--bounded');
  const rest = args.filter((argument) => argument !== '--bounded');
  const known = PARTS.map(({ name }) => name);
  const names = rest.length === 0 ? known : (rest[1] ?? '').split(',');
  if (![0, 2].includes(rest.length) || (rest.length === 2 && rest[0] !== '--only') || names.some((name) => !known.includes(name))) {
    throw new Failure(`Usage: npm run break [-- [--only PART[,PART]] [--bounded]]; the parts are ${known.join(', ')}`);
  }
  return { parts: PARTS.filter(({ name }) => names.includes(name)), bounded };
}

/** A part that throws has failed; what it measured before that is lost. */
async function run({ name, what, run: body }, place, bounded) {
  const since = Date.now();
  say(`\n== ${place} ${name}: ${what}`);
  let result;
  try {
    result = await body({ bounded, say: (line) => say(`  ${line}`) });
  } catch (error) {
    result = { failures: [error.expected ? error.message : error.stack], figures: {}, rows: [] };
  }
  for (const failure of result.failures) say(`✗ ${failure}`);
  say(`== ${name} ${result.failures.length === 0 ? 'held' : 'FAILED'} after ${duration(Date.now() - since)}`);
  const { failures, figures, rows = [], text = '' } = result;
  return { at: new Date().toISOString(), bounded, seconds: Math.round((Date.now() - since) / 1_000), failures, figures, rows, text };
}

function summary(names) {
  const { parts } = kept();
  for (const name of names) {
    say(`\n${name}${parts[name].failures.length === 0 ? '' : ' — FAILED'}`);
    const wide = Math.max(0, ...Object.keys(parts[name].figures).map((figure) => figure.length));
    for (const [figure, value] of Object.entries(parts[name].figures)) say(`  ${figure.padEnd(wide)}  ${value}`);
  }
  say(`\nAll figures: ${RESULTS}; \`node scripts/break-report.mjs\` writes them to docs/reliability.md.`);
}
