// `node scripts/break-report.mjs`: writes the figures of the last `npm run break` into docs/reliability.md, between its
// marks; what stands around them is written by people.
import { readFileSync, writeFileSync } from 'node:fs';
import { kept } from './break/results.mjs';
import { inRoot } from './project.mjs';
import { Failure, main, say } from './terminal.mjs';

const PAGE = 'docs/reliability.md';
/** Of each failure. */
const TOLD_LETTERS = 300;
const mark = (name, end = '') => `<!-- ${end}figures of ${name} -->`;

await main(async () => {
  const { machine, parts } = kept();
  let page = readFileSync(inRoot(PAGE), 'utf8');
  for (const [name, part] of Object.entries(parts)) page = placed(page, name, told(part));
  page = placed(page, 'the machine', table([machine]));
  writeFileSync(inRoot(PAGE), page);
  say(`${PAGE}: ${Object.keys(parts).join(', ')}`);
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

/** Markdown, with the first row's names as the head. */
function table(rows) {
  if (rows.length === 0) return '';
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map((row) => line(names.map((name) => row[name])))].join('\n');
}
