// Renders docs/benchmarks.md and its plot from .nigh/bench/*.json.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot } from '../scripts/project.mjs';
import { say } from '../scripts/terminal.mjs';
import { billSection } from './bill.mjs';
import { benchDir } from './data.mjs';
import { table } from './figures.mjs';
import { goals } from './goals.mjs';
import { plot } from './plot.mjs';
import { checkSection, emptySection, panels, profileSection, startSection, warmSection } from './sections.mjs';
import { HARD, HEADER, LIMITS, METHOD } from './words.mjs';

const PAGE = inRoot('docs', 'benchmarks.md');
const PLOT = inRoot('docs', 'benchmarks.svg');
/**
 * What other measurements add: each file, if it is there, holds `{title, text: [paragraph…],
 * tables: [{caption, head: [word…], rows: [[text…]…]}], plots: [{title, unit, rows}],
 * goals: [{goal, limit, measured, isMet}]}`; plots are as plot.mjs takes them, texts are Markdown.
 */
const OTHERS = ['native.json', 'growth.json'];

/** Writes both from the results of a run. */
export function report(results) {
  const others = OTHERS.map((name) => join(benchDir, name)).filter(existsSync)
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const all = [...goals(results), ...others.flatMap((other) => other.goals ?? [])];
  const parts = [
    HEADER, setting(results), '![Median and range](benchmarks.svg)', '## Goals', goalTable(all), HARD,
    warmSection(results), profileSection(results), emptySection(results), startSection(results), checkSection(results),
    ...others.map(otherSection), billSection(results), METHOD, LIMITS,
  ];
  mkdirSync(dirname(PAGE), { recursive: true });
  writeFileSync(PAGE, `${parts.filter(Boolean).join('\n\n')}\n`);
  writeFileSync(PLOT, plot([...panels(results), ...others.flatMap((other) => other.plots ?? [])]));
  for (const { goal, limit, measured, isMet } of all) say(`${mark(isMet)}  ${goal}: ${measured ?? '—'} (${limit})`);
  say(`✓ ${PAGE}`);
}

function setting({ machine, versions, chains, quick, ...sections }) {
  const named = Object.entries(versions).map(([name, version]) => (name === 'rustc' ? version : `${name} ${version}`));
  const data = chains.map(({ stores, items, rows }) =>
    `${stores.toLocaleString('en-US')} stores, ${items} items, ${rows.toLocaleString('en-US')} rows of stock`).join('; ');
  const moments = Object.entries(sections);
  const when = moments.map(([name, { at, load }]) => `${name} ${at.slice(0, 16)}Z (load ${load.toFixed(1)})`);
  return [
    `- ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB`, `- ${named.join(', ')}`, `- ${data}`,
    `- measured: ${when.join(', ')}${quick ? '; **a quick run**' : ''}`,
  ].join('\n');
}

const mark = (isMet) => ({ true: 'yes', false: '**no**', null: '—' })[isMet];

function goalTable(all) {
  const rows = all.map(({ goal, limit, measured, isMet }) => [goal, limit, measured ?? '—', mark(isMet)]);
  return table(['goal', 'limit', 'measured', 'met'], rows);
}

function otherSection({ title, text = [], tables = [] }) {
  const shown = tables.map(({ caption, head, rows }) => [caption, table(head, rows)].filter(Boolean).join('\n\n'));
  return [`## ${title}`, ...text, ...shown].join('\n\n');
}
