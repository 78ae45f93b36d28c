// The engine without a runtime: the nearest stores beside other indexes of points, and the compiler.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ended, start } from '../scripts/process.mjs';
import { nighBinary } from '../scripts/project.mjs';
import { Failure, say } from '../scripts/terminal.mjs';
import { ALONE, MORE_STORES, benchDir, data } from './data.mjs';
import { engine, hasValgrind, instructions, questionsFile } from './engine.mjs';
import { median, ratios, shown, spread } from './figures.mjs';
import { redisVersion, withRedis } from './redis.mjs';

const SIZES = MORE_STORES.slice(1);
const COUNTED = 100;
const POLL_MS = 20;

/** The section of docs/benchmarks.md. */
export async function native() {
  const redis = redisVersion();
  const searches = [];
  for (const size of SIZES) searches.push(await search(size, redis));
  const compiled = [];
  for (const size of MORE_STORES) compiled.push(await compile(size));
  return section(searches, compiled, redis);
}

async function search(size, redis) {
  const { stores, questions } = await data(size, ALONE);
  const snapshot = join(benchDir, size, 'snapshot');
  const timed = (port) => engine('search', snapshot, ...(port ? [`${port}`] : []));
  const { microseconds } = redis ? await withRedis(timed) : await timed();
  const file = questionsFile('nearest', questions.go.slice(0, COUNTED));
  const counts = hasValgrind() ? await instructions('nearest', snapshot, file, COUNTED) : null;
  say(`  ${size}: ${microseconds.map(([name, all]) => `${name} ${shown(median(all))} µs`).join(', ')}; ${shown(counts)} instructions`);
  return { stores, microseconds, counts };
}

/** Compiles a chain once more, elsewhere, and watches how much memory that takes. */
async function compile(size) {
  const { stores, rows } = await data(size, ALONE);
  const [folder, out] = [join(benchDir, size), join(benchDir, 'compiled')];
  const feeds = ['stores.csv', 'products.tsv', 'inventory.tsv'].map((name) => join(folder, name));
  const began = performance.now();
  const args = ['compile', '--stores', feeds[0], '--products', feeds[1], '--inventory', feeds[2], '--out', out];
  const child = start(nighBinary, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  let peakKb = 0;
  const poll = setInterval(() => { peakKb = Math.max(peakKb, peakOf(child.pid)); }, POLL_MS);
  const code = await ended(child);
  clearInterval(poll);
  if (code !== 0) throw new Failure(`nigh compile of ${size} failed (${code})`);
  const seconds = (performance.now() - began) / 1_000;
  rmSync(out, { recursive: true, force: true });
  const megabytes = feeds.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
  say(`  compile ${size}: ${shown(seconds)} s, ${shown(peakKb / 1_024)} MiB`);
  return { stores, rows, megabytes, seconds, peakMb: (peakKb * 1_024) / 1e6 };
}

/** The most memory a process has had, in KiB; 0 once it has ended. */
function peakOf(pid) {
  try {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function section(searches, compiled, redis) {
  const names = searches[0].microseconds.map(([name]) => name);
  const of = ({ microseconds }, name) => microseconds.find(([known]) => known === name)?.[1] ?? [];
  const largest = searches.at(-1);
  const [ours, tree] = [of(largest, 'nigh'), of(largest, 'k-d tree (kiddo)')];
  const line = (name) => [name, ...searches.map((each) => spread(of(each, name)))];
  const counts = ['nigh, instructions', ...searches.map((each) => shown(each.counts))];
  const goal = (text, limit, values, most) =>
    ({ goal: `${text}, a million stores`, limit, measured: spread(values), isMet: median(values) <= most });
  return {
    title: 'The engine, natively',
    text: [
      'The five nearest stores with their geodesic distances, in microseconds a question, medians and ranges of seven rounds in turn. ' +
        'The trees and the scan find candidates by chords, which are refined to geodesics as nigh does it; their answers are compared. ' +
        '“Chords only” leaves that out. nigh searches the decoded pages of a snapshot, the others an array of points. ' +
        (redis ? `Redis ${redis} measures on a sphere; it is asked over a socket, fifty questions at a time.` : 'Redis is not installed here: it was not measured.'),
    ],
    tables: [
      { head: ['', ...searches.map(({ stores }) => `${stores.toLocaleString('en-US')} stores`)], rows: [...names.map(line), counts] },
      {
        caption: 'The compiler, from feeds to a folder of pages: stores, products and inventory together.',
        head: ['stores', 'rows of stock', 'MB of feeds', 'seconds', 'rows a second', 'most memory, MB'],
        rows: compiled.map(({ stores, rows, megabytes, seconds, peakMb }) =>
          [stores, rows, megabytes, seconds, (stores + rows) / seconds, peakMb].map((value) => (value > 999 ? Math.round(value).toLocaleString('en-US') : shown(value)))),
      },
    ],
    goals: [
      goal('native: microseconds to the five nearest', '≤ 20', ours, 20),
      goal('native: the same, by a k-d tree refined alike', '≤ 4', ratios(ours, tree), 4),
    ],
  };
}
