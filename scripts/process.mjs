// Starting other programs: quietly behind a progress line, in plain sight, or only for their answer.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inRoot } from './project.mjs';
import { Failure, progress } from './terminal.mjs';

const KEPT_LINES = 60;
const running = new Set();

for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
  process.on(signal, () => {
    for (const child of running) child.kill('SIGTERM');
    if (process.listenerCount(signal) === 1) process.exit(code);
  });
}

// However this process ends: by an error that nobody caught, too.
process.on('exit', () => { for (const child of running) child.kill('SIGTERM'); });

/** What a command prints, or null where it is missing or fails. */
export function answer(command, args = [], env = process.env) {
  const stdio = ['ignore', 'pipe', 'ignore'];
  const { status, stdout } = spawnSync(command, args, { env, encoding: 'utf8', stdio });
  return status === 0 ? stdout.trim() : null;
}

/** Runs a command whose output is the reader's to see. */
export async function show(command, args, options = {}) {
  const code = await ended(start(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] }));
  if (code !== 0) throw new Failure(`${commandLine(command, args)} failed (${code})`);
}

/** Runs a command behind a progress line; its output is shown only when it fails. */
export async function watch(label, expected, command, args, options = {}) {
  await progress(label, expected, async (report) => {
    const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const kept = collect(child, report);
    const limit = options.timeoutMs && setTimeout(() => child.kill('SIGTERM'), options.timeoutMs);
    const code = await ended(child);
    clearTimeout(limit);
    if (code === 0) return;
    throw new Failure(`${kept.join('\n')}\n${commandLine(command, args)} failed (${code})`);
  });
}

/** Keeps the last lines a child prints, and reports each as it comes. */
function collect(child, report) {
  const kept = [];
  const keep = (line) => {
    if (!line.trim()) return;
    kept.push(line);
    if (kept.length > KEPT_LINES) kept.shift();
    report(line.trim());
  };
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', keep);
  return kept;
}

/** Starts a child that ends with this process; `detached` makes it a process group of its own. */
export function start(command, args, { env = process.env, cwd = inRoot(), stdio, detached = false } = {}) {
  const child = spawn(command, args, { env, cwd, stdio, detached });
  running.add(child);
  return child;
}

/** A child's exit code, the signal that ended it, or the reason it could not start. */
export function ended(child) {
  return new Promise((resolve) => {
    const end = (how) => { running.delete(child); resolve(how); };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(code ?? signal));
  });
}

const commandLine = (command, args) => [command, ...args].join(' ');
