// `node scripts/break-report.mjs`: writes the figures of the last `npm run break`, and what all runs of the fuzzers have
// come to, into docs/reliability.md, between its marks; what stands around them is written by people.
import { readFileSync, writeFileSync } from 'node:fs';
import { kept } from './break/results.mjs';
import { earlier } from './fuzz-runs.mjs';
import { EXECUTIONS, TARGETS } from './fuzz.mjs';
import { inRoot } from './project.mjs';
import { Failure, main, say } from './terminal.mjs';

const PAGE = 'docs/reliability.md';
/** Of each failure. */
const TOLD_LETTERS = 300;
const mark = (name, end = '') => `<!-- ${end}figures of ${name} -->`;

await main(async () => {
  const { machine, parts } = kept();
  const texts = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, told(name === 'fuzz' ? { ...part, rows: [] } : part)]));
  texts.fuzz = [texts.fuzz, fuzzed()].filter(Boolean).join('\n\n');
  let page = readFileSync(inRoot(PAGE), 'utf8');
  for (const [name, text] of Object.entries(texts)) page = placed(page, name, text);
  page = placed(page, 'the machine', table([machine]));
  writeFileSync(inRoot(PAGE), page);
  say(`${PAGE}: ${Object.keys(texts).join(', ')}`);
});

/** The page with a text between two marks. */
function placed(page, name, text) {
  const [begin, end] = [mark(name), mark(name, 'end of ')];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Failure(`${PAGE} has no place for the figures of ${name}: ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}

/** A part: when it ran and how it ended, its figures, its table, and what it printed. */
function told({ at, bounded, seconds, failures, figures, rows, text = '' }) {
  const ended = failures.length === 0 ? 'nothing was found wrong' : `FAILED: ${failures.length}`;
  const head = `Run of ${at.slice(0, 10)}${bounded ? ', bounded' : ''}, ${Math.round(seconds / 60)} min: ${ended}.`;
  const list = table(Object.entries(figures).map(([figure, value]) => ({ figure, value })));
  const reasons = failures.map((failure) => `- ${failure.slice(0, TOLD_LETTERS).replaceAll('\n', ' ')}`).join('\n');
  return [head, ...(reasons === '' ? [] : [reasons]), list, ...(rows.length > 0 ? [table(rows)] : []), ...(text === '' ? [] : [`\`\`\`text\n${text}\n\`\`\``])].join('\n\n');
}

/** What every fuzzer has had, of all its runs: ten million executions of all of them take hours. */
function fuzzed() {
  const rows = Object.keys(TARGETS).map((target) => {
    const { executions, seconds, commits } = earlier(target);
    return { target, executions: executions.toLocaleString('en'), minutes: Math.round(seconds / 60), commits: commits.join('…') };
  });
  const whole = Object.keys(TARGETS).filter((target) => earlier(target).executions >= EXECUTIONS).length;
  const goal = EXECUTIONS.toLocaleString('en');
  const words = `${whole} of ${rows.length} targets have had their ${goal} executions.`;
  return [words, table(rows)].join('\n\n');
}

/** Markdown, with the first row's names as the head. */
function table(rows) {
  if (rows.length === 0) return '';
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map((row) => line(names.map((name) => row[name])))].join('\n');
}
