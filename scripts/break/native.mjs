// The parts that need no workerd: the fuzzer, and the native tests of faults and of the clock.
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inRoot } from '../project.mjs';

const EXECUTIONS = { full: 10_000_000, bounded: 20_000 };
const FUZZ = inRoot('scripts', 'fuzz.mjs');
const TESTS = ['test', '--profile', 'tool', '--locked', '--test', 'suite', '--', 'faults', 'year', '--nocapture'];

/** Every fuzz target: at least so many executions each, with those of earlier runs: ten million take hours. */
export async function fuzzing({ bounded }) {
  if (!existsSync(FUZZ)) return { failures: ['scripts/fuzz.mjs is missing: nothing was fuzzed'], figures: {} };
  const { fuzz } = await import(FUZZ);
  const executions = bounded ? EXECUTIONS.bounded : EXECUTIONS.full;
  const found = await fuzz(bounded ? { executions } : { until: executions });
  const rows = found.map((row) => {
    const { executions: count, seconds, commits } = bounded ? { ...row, commits: [] } : row.all;
    const all = { target: row.target, executions: count, seconds: Math.round(seconds), edges: row.edges, corpus: row.corpus };
    return { ...all, commits: commits.join('…'), 'most memory of what is allowed': row.memory };
  });
  const least = Math.min(...rows.map((row) => Number(row.executions)));
  const failures = least < executions ? [`a target had ${least} executions, not ${executions}`] : [];
  return { failures, figures: { targets: rows.length, 'least executions of a target': least }, rows };
}

/** `cargo test faults year`, at full length; `text` is what the tests print. */
export async function year({ bounded, say }) {
  const env = bounded ? process.env : { ...process.env, NIGH_BREAK: '1' };
  const child = spawn('cargo', TESTS, { cwd: inRoot(), env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => { lines.push(line); say(line); });
  const code = await new Promise((resolve) => { child.once('close', resolve); child.once('error', (error) => resolve(error.message)); });
  const passed = lines.map((line) => Number(/^test result: \w+\. (\d+) passed/.exec(line)?.[1])).find((count) => count >= 0) ?? 0;
  const failures = code === 0 ? [] : [`cargo ${TESTS.join(' ')} failed (${code})`];
  for (const part of ['faults', 'year']) {
    if (!lines.some((line) => line.startsWith('test ') && line.includes(part))) failures.push(`no native test of ${part} was run`);
  }
  const text = lines.filter((line) => !/^(running|test|failures:|$)|answers so far$/.test(line)).join('\n');
  return { failures, figures: { 'tests passed': passed }, text };
}
