// What is asked: the same questions in every run, of where stores are.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { numbers } from '../scripts/lab/numbers.mjs';

const COUNT = 400;
/** One question in so many comes from anywhere between 50° south and 60° north: mostly from where nothing is near. */
const ANYWHERE = 20;
const KM_PER_DEGREE = 111.2;
/** A day on which no country of the data has a holiday. */
const DAY = Date.parse('2026-12-15T00:00:00Z');
const LINE = 4_096;

/**
 * Paths of `go` and `buy`: ten stores inside 50 km that are open, or that have the item, the nearest first.
 * Most people are a few kilometres from a store, and it is between eight in the morning and nine in the evening.
 */
export function questions(storesFile, items) {
  const random = numbers(7);
  const go = Array.from({ length: COUNT }, (_, place) => {
    const { lat, lng, at } = origin(storesFile, random, place);
    return `/v1/go?lat=${lat}&lng=${lng}&at=${at}&rank=distance&open=at&radius=50000&limit=10`;
  });
  const buy = Array.from({ length: COUNT }, (_, place) => {
    const { lat, lng, at } = origin(storesFile, random, place);
    const item = `I${String(1 + Math.floor(random() * items)).padStart(7, '0')}`;
    const wish = `item=${item}&stock=available&open=any`;
    return `/v1/buy?lat=${lat}&lng=${lng}&at=${at}&${wish}&rank=distance&radius=50000&limit=10`;
  });
  return { go, buy };
}

function origin(storesFile, random, place) {
  const [lat, lng] = place % ANYWHERE === ANYWHERE - 1
    ? [random() * 110 - 50, random() * 360 - 180]
    : nearStore(storesFile, random);
  const hour = 8 + random() * 13 - lng / 15;
  const at = new Date(DAY + Math.round(hour * 2) * 1_800_000).toISOString().slice(0, 16);
  return { lat: lat.toFixed(5), lng: lng.toFixed(5), at: `${at}:00Z` };
}

/** Some kilometres from a store: 4 at the mean. */
function nearStore(storesFile, random) {
  const [lat, lng] = storeAt(storesFile, random);
  const away = (-4 * Math.log(1 - random())) / KM_PER_DEGREE;
  const bearing = random() * 2 * Math.PI;
  return [lat + away * Math.cos(bearing), lng + (away * Math.sin(bearing)) / Math.cos((lat * Math.PI) / 180)];
}

/** The position of a random line of the store list. */
function storeAt(file, random) {
  const bytes = Buffer.alloc(LINE);
  const descriptor = openSync(file, 'r');
  try {
    for (;;) {
      const length = readSync(descriptor, bytes, 0, LINE, Math.floor(random() * (statSync(file).size - LINE)));
      const found = /\n[^,"\n]+,[^,"\n]+,(-?[\d.]+),(-?[\d.]+),/.exec(bytes.toString('utf8', 0, length));
      if (found !== null && Math.abs(found[1]) < 80) return [Number(found[1]), Number(found[2])];
    }
  } finally {
    closeSync(descriptor);
  }
}
