// The parts that need no workerd: the fuzzer, and the native tests of faults and of the clock.
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inRoot } from '../project.mjs';

const EXECUTIONS = { full: 10_000_000, bounded: 20_000 };
const FUZZ = inRoot('scripts', 'fuzz.mjs');
const TESTS = ['test', '--profile', 'tool', '--locked', '--test', 'suite', '--', 'faults', 'year', '--nocapture'];

/** Every fuzz target: at least so many executions each. */
export async function fuzzing({ bounded }) {
  if (!existsSync(FUZZ)) return { failures: ['scripts/fuzz.mjs is missing: nothing was fuzzed'], figures: {} };
  const { fuzz } = await import(FUZZ);
  const executions = bounded ? EXECUTIONS.bounded : EXECUTIONS.full;
  const rows = (await fuzz({ executions })) ?? [];
  return { failures: [], figures: { 'executions of each target, at least': executions, targets: rows.length || 'see above' }, rows };
}

/** `cargo test faults year`, at full length: the lines that begin with `figure:` are its figures. */
export async function year({ bounded, say }) {
  const env = bounded ? process.env : { ...process.env, NIGH_BREAK: '1' };
  const child = spawn('cargo', TESTS, { cwd: inRoot(), env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => { lines.push(line); say(line); });
  const code = await new Promise((resolve) => { child.once('close', resolve); child.once('error', (error) => resolve(error.message)); });
  const passed = lines.map((line) => /^test result: ok\. (\d+) passed/.exec(line)?.[1]).find((count) => count !== undefined);
  const failures = code === 0 ? [] : [`cargo ${TESTS.join(' ')} failed (${code})`];
  if (code === 0 && !(Number(passed) > 0)) failures.push('no native test of faults or of a year was run');
  const told = lines.map((line) => /^figure: ([^:]+): (.+)$/.exec(line)).filter(Boolean).map(([, name, value]) => [name, value]);
  return { failures, figures: { 'tests passed': Number(passed ?? 0), ...Object.fromEntries(told) } };
}
