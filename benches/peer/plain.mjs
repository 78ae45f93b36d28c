// The Worker as one writes it in a day: stores in KV as JSON by H3 cell, rings of cells until there are enough.
import { cellArea, gridDisk, gridRing, latLngToCell } from 'h3-js';
import { distance, minutesByCar, openMember, phase, question, reply, respond, result, stockMember } from './reply.mjs';

const RESOLUTION = 5;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const formats = new Map();

export default {
  async fetch(request, env) {
    if (!request.url.includes('/v1/')) return new Response('awake');
    const asked = question(request.url);
    const item = asked.intent === 'buy' ? env.NIGH.get(`plain/item/${asked.item}`, 'json') : null;
    const found = await nearest(asked, env.NIGH);
    const shown = await item;
    const results = found.map((one) => shownResult(one, asked, shown));
    return respond(JSON.stringify(reply(asked, results, null, shown)));
  },
};

/** The nearest stores that meet the question, the nearest first. */
async function nearest(asked, kv) {
  const origin = latLngToCell(asked.lat, asked.lng, RESOLUTION);
  // An edge of a cell, a little short: cells differ in shape.
  const edge = 0.92 * Math.sqrt((2 * cellArea(origin, 'm2')) / (3 * Math.sqrt(3)));
  const found = [];
  for (let ring = 0; ; ring += 1) {
    const cells = await Promise.all(ringOf(origin, ring).map((cell) => read(cell, asked, kv)));
    found.push(...cells.flat());
    found.sort((a, b) => a.metres - b.metres);
    // Stores that were not read are farther than this.
    const covered = (1.5 * ring - 0.5) * edge;
    if (covered > asked.radius) break;
    if (found.length >= asked.limit && found[asked.limit - 1].metres <= covered) break;
  }
  return found.filter(({ metres }) => metres <= asked.radius).slice(0, asked.limit);
}

function ringOf(origin, ring) {
  try {
    return gridRing(origin, ring);
  } catch {
    // Near a pentagon rings are crooked.
    const inner = new Set(ring === 0 ? [] : gridDisk(origin, ring - 1));
    return gridDisk(origin, ring).filter((cell) => !inner.has(cell));
  }
}

/** The stores of a cell that meet the question. */
async function read(cell, asked, kv) {
  const [stores, stock] = await Promise.all([
    kv.get(`plain/stores/${cell}`, 'json'),
    asked.intent === 'buy' ? kv.get(`plain/stock/${asked.item}/${cell}`, 'json') : null,
  ]);
  if (stores === null || (asked.intent === 'buy' && stock === null)) return [];
  const found = [];
  for (const store of stores) {
    const row = stock?.[store.id];
    if (asked.intent === 'buy' && row?.availability !== 'in_stock' && row?.availability !== 'limited') continue;
    const metres = distance(asked.lat, asked.lng, store.geo.latitude, store.geo.longitude);
    if (asked.onlyOpen && !isOpen(store, asked.at)) continue;
    found.push({ store, metres, row });
  }
  return found;
}

function isOpen(store, at) {
  return store.hours !== undefined && phase(weekOf(store), localTime(store.timezone, at).minute).isOpen;
}

function weekOf(store) {
  return store.hours.map(({ day, opens, closes }) => {
    const from = DAYS.indexOf(day) * 1_440 + minutesOf(opens);
    const length = minutesOf(closes) - minutesOf(opens);
    return [from, from + (length > 0 ? length : length + 1_440)];
  });
}

function minutesOf(clock) {
  const [hour, minute] = clock.split(':');
  return Number(hour) * 60 + Number(minute);
}

/** The store's clock: the minute of the week, and how far it is from UTC. */
function localTime(timeZone, at) {
  if (!formats.has(timeZone)) {
    formats.set(timeZone, new Intl.DateTimeFormat('en-US', {
      timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset',
    }));
  }
  const parts = Object.fromEntries(formats.get(timeZone).formatToParts(at).map(({ type, value }) => [type, value]));
  const minute = DAYS.indexOf(parts.weekday.toLowerCase()) * 1_440 + Number(parts.hour) * 60 + Number(parts.minute);
  const text = parts.timeZoneName === 'GMT' ? '+00:00' : parts.timeZoneName.slice(3);
  const [hours, minutes] = text.slice(1).split(':').map(Number);
  return { at, minute, text, offset: (text[0] === '-' ? -1 : 1) * (hours * 60 + minutes) };
}

function shownResult({ store, metres, row }, asked, item) {
  const local = localTime(store.timezone, asked.at);
  const minutes = minutesByCar(metres);
  const now = store.hours === undefined ? null : phase(weekOf(store), local.minute);
  const onArrival = store.hours === undefined ? null : phase(weekOf(store), (local.minute + minutes) % 10_080);
  const open = openMember(now, onArrival, local, minutes);
  return result(store, metres, minutes, open, row && stockMember(asked.item, row, local), item?.link);
}
