// What a question costs as a chain grows: counts alone, which are the same on every machine.
import { join } from 'node:path';
import { say } from '../scripts/terminal.mjs';
import { ALONE, MORE_ITEMS, MORE_STORES, benchDir, data } from './data.mjs';
import { engine, hasValgrind, instructions, questionsFile } from './engine.mjs';
import { shown } from './figures.mjs';
import { quantile } from '../scripts/lab/load.mjs';

/** So many that what they read, all over the world, fits into an isolate's memory. */
const COUNTED = 30;

/** The section of docs/benchmarks.md. */
export async function growth() {
  const rows = [];
  for (const size of MORE_STORES) for (const intent of ['go', 'buy']) rows.push(await costs(size, intent));
  for (const size of MORE_ITEMS) rows.push(await costs(size, 'buy'));
  return section(rows);
}

async function costs(size, intent) {
  const { stores, items, questions } = await data(size, ALONE);
  const snapshot = join(benchDir, size, 'snapshot');
  const { keys, bytes } = await engine('costs', snapshot, questionsFile('costs', questions[intent]));
  const some = questionsFile('requests', questions[intent].slice(0, COUNTED));
  const counts = hasValgrind() ? await instructions('requests', snapshot, some, COUNTED) : null;
  const row = { size, intent, stores, items, keys, bytes, counts };
  say(`  ${size} ${intent}: ${shown(mean(keys))} values, ${shown(mean(bytes) / 1e3)} kB, ${shown(counts)} instructions`);
  return row;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function section(rows) {
  const line = ({ intent, stores, items, keys, bytes, counts }) => [
    `\`${intent}\``, stores.toLocaleString('en-US'), items.toLocaleString('en-US'), shown(mean(keys)), `${quantile(keys, 0.99)}`,
    shown(mean(bytes) / 1_000), shown(counts),
  ];
  const named = ({ intent, stores, items, size }) =>
    `${intent} · ${size.endsWith('items') ? `${items.toLocaleString('en-US')} items` : `${stores.toLocaleString('en-US')} stores`}`;
  const dots = (value) => rows.map((row) => ({ label: named(row), kind: 'nigh', value: value(row), shown: shown(value(row)) }));
  const plots = [
    { title: 'Growth: values read by an empty isolate', unit: 'manifest and pages, mean of 400 questions', rows: dots(({ keys }) => mean(keys)) },
    { title: 'Growth: bytes of them', unit: 'kilobytes, mean of 400 questions', rows: dots(({ bytes }) => mean(bytes) / 1_000) },
  ];
  if (rows.every(({ counts }) => counts !== null)) {
    plots.push({ title: 'Growth: instructions of a warm request', unit: 'thousands, native, from URL to bytes', rows: dots(({ counts }) => counts / 1_000) });
  }
  return {
    title: 'Growth',
    text: [
      'What one question costs as a chain grows. Values and bytes: what an empty isolate reads, the manifest with it, guesses that ' +
        'miss left out, of 400 questions. Instructions: natively, from the URL to the bytes of the reply, once everything is in ' +
        'memory (callgrind). The questions are of where the stores are, so a larger chain is asked about more crowded places.',
    ],
    tables: [{ head: ['question', 'stores', 'items', 'values, mean', '99 %', 'kB, mean', 'instructions'], rows: rows.map(line) }],
    plots,
  };
}
