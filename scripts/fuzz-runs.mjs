// What each fuzzer has had so far: ten million executions of all of them take hours, and may take several runs.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { answer } from './process.mjs';
import { inRoot } from './project.mjs';

const RUNS = inRoot('.nigh', 'break', 'fuzz.json');
const COMMIT = answer('git', ['-C', inRoot(), 'describe', '--always', '--dirty']);

/** By target, `[{at, commit, executions, seconds}]`. */
const runs = () => (existsSync(RUNS) ? JSON.parse(readFileSync(RUNS, 'utf8')) : {});

/** Notes how far a run of a target has come that began at `since`; it may be ended at any time. */
export function remember({ target, executions }, since) {
  const all = runs();
  const at = new Date(since).toISOString();
  const others = (all[target] ?? []).filter((run) => run.at !== at);
  const seconds = Math.round((Date.now() - since) / 1_000);
  all[target] = [...others, { at, commit: COMMIT, executions: Number(executions), seconds }];
  mkdirSync(dirname(RUNS), { recursive: true });
  // At once, so that whoever reads meanwhile reads all of it.
  const fresh = `${RUNS}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(all, null, 1));
  renameSync(fresh, RUNS);
}

/** All runs of a target together: `{executions, seconds, commits}`, of which the first and the last. */
export function earlier(target) {
  const all = (runs()[target] ?? []).filter(({ executions }) => executions > 0);
  const sum = (member) => all.reduce((total, run) => total + run[member], 0);
  const commits = new Set([all[0]?.commit, all.at(-1)?.commit].filter(Boolean));
  return { executions: sum('executions'), seconds: sum('seconds'), commits: [...commits] };
}
