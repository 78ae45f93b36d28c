// How long the machine itself kept everybody waiting: what a request takes that needs no KV and no thought.
import { ask } from './ask.mjs';

const EVERY_MS = 250;
const PATH = '/nothing-here';

/**
 * Asks an undamaged Worker for nothing, over and over: `{during(beganMs), longestMs(), end()}`. `during` gives the
 * longest that such a request has taken since an instant of `performance.now()`, be it answered or still under way.
 */
export function watchStalls(port) {
  const done = [];
  let began = null;
  let isOver = false;
  const turn = async () => {
    while (!isOver) {
      began = performance.now();
      await ask(port, PATH).catch(() => {});
      done.push({ endedMs: performance.now(), ms: performance.now() - began });
      began = null;
      await new Promise((resolve) => { setTimeout(resolve, EVERY_MS); });
    }
  };
  const over = turn();
  const longest = (of) => of.reduce((most, { ms }) => Math.max(most, ms), 0);
  return {
    during: (sinceMs) => Math.max(longest(done.filter(({ endedMs }) => endedMs >= sinceMs)), began === null ? 0 : performance.now() - began),
    longestMs: () => longest(done),
    end: async () => { isOver = true; await over; },
  };
}
