// What the scripts say: plain lines, and for a long step one that ticks on a terminal or reports in a pipe.
const ticking = Boolean(process.stdout.isTTY) && !process.env.CI;
const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const TICK_MS = 120;
const REPORT_MS = 30_000;

/** One plain line. */
export const say = (line = '') => process.stdout.write(`${line}\n`);

/** 75 s as `1m15s`, 4.2 s as `4.2s`. */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  return `${Math.floor(seconds / 60)}m${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
}

/** Shows `label` while `work(report)` runs; `report` takes the newest line of its output. */
export async function progress(label, expected, work) {
  const since = Date.now();
  let newest = '';
  const [show, everyMs] = ticking ? [tick, TICK_MS] : [report, REPORT_MS];
  if (!ticking) say(`→ ${label} (usually ${expected})`);
  const timer = setInterval(() => show(label, expected, Date.now() - since, newest), everyMs);
  try {
    const result = await work((line) => { newest = line; });
    finish(`✓ ${label} (${duration(Date.now() - since)})`);
    return result;
  } catch (error) {
    finish(`✗ ${label} (${duration(Date.now() - since)})`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

function tick(label, expected, elapsedMs, newest) {
  const frame = FRAMES[Math.floor(elapsedMs / TICK_MS) % FRAMES.length];
  const line = `${frame} ${label} · ${duration(elapsedMs)} of ${expected}${newest && ` · ${newest}`}`;
  process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
}

function report(label, _expected, elapsedMs, newest) {
  say(`  ${label}: ${duration(elapsedMs)} so far${newest && ` · ${newest}`}`);
}

function finish(line) {
  say(ticking ? `\r\x1b[2K${line}` : line);
}

/** Runs a script's main function; a failure is told in words and ends with exit code 1. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    process.stderr.write(`\n${error.expected ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}

/** A failure whose message alone tells the reader what to do. */
export class Failure extends Error {
  expected = true;
}
