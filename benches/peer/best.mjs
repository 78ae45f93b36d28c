// The same Worker after a second day: an index of the cells that are not empty, bulk gets, parsed pages kept in the
// isolate, local time computed once, stock by item and coarse cell.
import { cellArea, cellToLatLng, cellToParent, gridDisk, latLngToCell } from 'h3-js';
import { distance, minutesByCar, openMember, phase, question, reply, respond, result, stockMember } from './reply.mjs';
import { Pages } from './pages.mjs';

const COARSE = 2;
/** Cells of some 12,000 km² group the index, for questions from where nothing is near. */
const FAR = 3;
const FAR_M = 500_000;
/** The index is read again after this. */
const INDEX_MS = 60_000;
const WEEK = 10_080;
const DAYS = { Mon: 0, Tue: 1, Wed: 2, Thu: 3, Fri: 4, Sat: 5, Sun: 6 };

const pages = new Pages(32e6);
const rings = new Map();
const times = new Map();
const formats = new Map();
let index = null;

export default {
  async fetch(request, env) {
    if (!request.url.includes('/v1/')) return new Response('awake');
    const asked = question(request.url);
    const isBuy = asked.intent === 'buy';
    const [known, goods] = await Promise.all([
      readIndex(env.NIGH),
      isBuy ? pages.one(env.NIGH, `best/item/${asked.item}`) : null,
    ]);
    const found = await within(asked, known, goods, env.NIGH);
    const outside = found.length === 0 ? await beyond(asked, known, goods, env.NIGH) : null;
    const results = found.map((one) => shownResult(one, asked, goods));
    return respond(JSON.stringify(reply(asked, results, outside && shownResult(outside, asked, goods), goods?.shown)));
  },
};

async function readIndex(kv) {
  if (index !== null && Date.now() - index.read < INDEX_MS) return index;
  const text = await kv.get('best/index', 'text');
  if (index?.text === text) {
    index.read = Date.now();
  } else {
    const { resolution, stores, cells } = JSON.parse(text);
    index = { text, resolution, stores, cells: new Map(Object.entries(cells)), far: null, read: Date.now() };
    rings.clear();
  }
  return index;
}

/** The nearest stores inside the radius. */
async function within(asked, known, goods, kv) {
  const origin = latLngToCell(asked.lat, asked.lng, known.resolution);
  const around = surroundings(origin, known);
  // How many stores it takes to find enough that are open, or that have it.
  const share = goods === null ? 0.6 : goods.stores / known.stores;
  const found = [];
  let ring = 0;
  for (;;) {
    let [cells, stores] = [[], 0];
    do {
      const next = around.ring(ring);
      cells = cells.concat(next);
      for (const cell of next) stores += known.cells.get(cell);
      ring += 1;
    } while (stores * share < 1.3 * (asked.limit - found.length) && around.covered(ring - 1) <= asked.radius);
    found.push(...await search(cells, asked, goods, kv));
    found.sort((a, b) => a.metres - b.metres);
    const covered = around.covered(ring - 1);
    if (covered > asked.radius) break;
    if (found.length >= asked.limit && found[asked.limit - 1].metres <= covered) break;
  }
  return found.filter(({ metres }) => metres <= asked.radius).slice(0, asked.limit);
}

/** The rings of cells around one that are not empty, worked out once. */
function surroundings(origin, known) {
  const kept = rings.get(origin);
  if (kept !== undefined) return kept;
  const edge = 0.92 * Math.sqrt((2 * cellArea(origin, 'm2')) / (3 * Math.sqrt(3)));
  const seen = new Set();
  const list = [];
  const made = {
    // Stores outside so many rings are farther than this.
    covered: (ring) => (1.5 * ring - 0.5) * edge,
    ring(place) {
      while (list.length <= place) {
        const fresh = gridDisk(origin, list.length).filter((cell) => !seen.has(cell));
        for (const cell of fresh) seen.add(cell);
        list.push(fresh.filter((cell) => known.cells.has(cell)));
      }
      return list[place];
    },
  };
  if (rings.size > 5_000) rings.clear();
  rings.set(origin, made);
  return made;
}

/** With none inside the radius, the nearest of all. */
async function beyond(asked, known, goods, kv) {
  const parent = latLngToCell(asked.lat, asked.lng, FAR);
  known.far ??= Map.groupBy(known.cells.keys(), (cell) => cellToParent(cell, FAR));
  const area = cellArea(latLngToCell(asked.lat, asked.lng, known.resolution), 'm2');
  const span = 1.2 * Math.sqrt((2 * area) / (3 * Math.sqrt(3)));
  const near = gridDisk(parent, 7).flatMap((cell) => known.far.get(cell) ?? []).map((cell) => {
    const [lat, lng] = cellToLatLng(cell);
    return { cell, least: distance(asked.lat, asked.lng, lat, lng) - span };
  }).filter(({ least }) => least <= FAR_M).sort((a, b) => a.least - b.least);
  let best = null;
  for (let from = 0; from < near.length && near[from].least < (best?.metres ?? FAR_M); from += 20) {
    const found = await search(near.slice(from, from + 20).map(({ cell }) => cell), asked, goods, kv);
    for (const one of found) if (one.metres < (best?.metres ?? FAR_M)) best = one;
  }
  return best;
}

/** The stores of cells that meet the question. */
async function search(cells, asked, goods, kv) {
  let stockKeys = [];
  if (goods !== null) {
    const had = new Set(goods.coarse);
    cells = cells.filter((cell) => had.has(cellToParent(cell, COARSE)));
    stockKeys = [...new Set(cells.map((cell) => `best/stock/${asked.item}/${cellToParent(cell, COARSE)}`))];
  }
  const values = await pages.all(kv, [...cells.map((cell) => `best/stores/${cell}`), ...stockKeys]);
  const stock = values.slice(cells.length);
  const found = [];
  for (const stores of values.slice(0, cells.length)) {
    for (const store of stores) {
      const row = goods === null ? null : rowOf(store.id, stock);
      if (row === undefined) continue;
      if (asked.onlyOpen && !isOpen(store, asked.at)) continue;
      found.push({ store, row, metres: distance(asked.lat, asked.lng, store.geo.latitude, store.geo.longitude) });
    }
  }
  return found;
}

function rowOf(id, stock) {
  for (const rows of stock) if (rows[id] !== undefined) return rows[id];
  return undefined;
}

function isOpen({ week, timezone }, at) {
  if (week === undefined) return false;
  const { minute } = localTime(timezone, at);
  return week.some(([from, to]) => (from <= minute && minute < to) || minute + WEEK < to);
}

/** The store's clock: the minute of the week, and how far it is from UTC. */
function localTime(timeZone, at) {
  const key = `${timeZone} ${at}`;
  const kept = times.get(key);
  if (kept !== undefined) return kept;
  if (times.size > 10_000) times.clear();
  const made = readClock(timeZone, at);
  times.set(key, made);
  return made;
}

function readClock(timeZone, at) {
  if (!formats.has(timeZone)) {
    formats.set(timeZone, new Intl.DateTimeFormat('en-US', {
      timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset',
    }));
  }
  const parts = Object.fromEntries(formats.get(timeZone).formatToParts(at).map(({ type, value }) => [type, value]));
  const minute = DAYS[parts.weekday] * 1_440 + Number(parts.hour) * 60 + Number(parts.minute);
  const text = parts.timeZoneName === 'GMT' ? '+00:00' : parts.timeZoneName.slice(3);
  const [hours, minutes] = text.slice(1).split(':').map(Number);
  return { at, minute, text, offset: (text[0] === '-' ? -1 : 1) * (hours * 60 + minutes) };
}

function shownResult({ store, metres, row }, asked, goods) {
  const local = localTime(store.timezone, asked.at);
  const minutes = minutesByCar(metres);
  const now = store.week === undefined ? null : phase(store.week, local.minute);
  const onArrival = store.week === undefined ? null : phase(store.week, (local.minute + minutes) % WEEK);
  const open = openMember(now, onArrival, local, minutes);
  return result(store, metres, minutes, open, row && stockMember(asked.item, row, local), goods?.shown.link);
}
