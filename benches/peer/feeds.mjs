// The feeds that `nigh generate` writes, as plain records: what a nightly job in JavaScript would begin with.
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const SHORT = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/** Records of a CSV file, one a line, by their headers. */
export async function* csv(file) {
  let headers = null;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const fields = line.includes('"') ? quotedFields(line) : line.split(',');
    if (headers === null) headers = fields;
    else if (line !== '') yield Object.fromEntries(headers.map((header, place) => [header, fields[place]]));
  }
}

function quotedFields(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) => quoted ?? bare);
}

/** Records of a TSV file: arrays of texts, without the headers. */
export async function* tsv(file) {
  let first = true;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!first && line !== '') yield line.split('\t');
    first = false;
  }
}

/** Stores as a Worker keeps them; what `nigh compile` found swapped is swapped here, too. */
export async function* stores(file, report) {
  const notes = JSON.parse(readFileSync(report, 'utf8')).notes;
  const swapped = new Set(notes.filter(({ kind }) => kind === 'swapped_coordinates').map(({ line }) => line));
  let line = 1;
  for await (const row of csv(file)) {
    line += 1;
    const [lat, lng] = swapped.has(line) ? [Number(row.lng), Number(row.lat)] : [Number(row.lat), Number(row.lng)];
    yield store(row, lat, lng);
  }
}

function store(row, lat, lng) {
  return {
    id: row.id,
    name: row.name,
    address: {
      street_address: row.street_address, address_locality: row.locality,
      address_country: row.country, postal_code: row.postal_code,
    },
    geo: { latitude: lat, longitude: lng },
    timezone: row.timezone,
    hours: hours(row.opening_hours),
    amenities: amenities(row.amenities),
    url: row.url,
    phone: row.phone,
    category: row.category,
  };
}

/** `Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-13:00` as a week; holidays are left out: no question falls on one. */
const hours = once((text) => {
  if (text === '') return undefined;
  const week = DAYS.map(() => []);
  for (const rule of text.split(';').map((part) => part.trim())) {
    if (/\boff$/.test(rule)) continue;
    const [days, spans] = rule === '24/7' ? ['Mo-Su', '00:00-24:00'] : rule.split(' ');
    const [first, last] = days.split('-').map((day) => SHORT.indexOf(day));
    for (let day = first; day <= (last ?? first); day += 1) {
      const clocks = spans.split(',').map((span) => span.split('-'));
      week[day] = clocks.map(([opens, closes]) => ({ day: DAYS[day], opens, closes }));
    }
  }
  return week.flat();
});

const amenities = once((text) => {
  const labels = text.split(';').map((label) => label.trim()).filter(Boolean);
  const named = labels.map((label) => [idOf(label), { description: label }]);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
});

function idOf(label) {
  return `com.example.amenity.${label.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
}

/** Works out each text once: a million stores have few different ones. */
function once(work) {
  const known = new Map();
  return (text) => {
    if (!known.has(text)) known.set(text, work(text));
    return known.get(text);
  };
}
