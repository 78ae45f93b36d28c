// Compiles the feeds of a chain into the KV values of both peers, as lines of key, tab and JSON: NAME.kv the stores,
// NAME-stock.kv what they have.
// Usage: node benches/peer/load.mjs FOLDER [--only plain|best], where FOLDER holds what benches/data.mjs makes.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cellToParent, latLngToCell } from 'h3-js';
import { stores, tsv } from './feeds.mjs';

/** The plain peer's cells: some 250 km². */
const PLAIN = 5;
/** The best peer keeps stock by item and by cells of some 87,000 km². */
const COARSE = 2;
/** Beyond so many stores the best peer's pages are cells of 36 km². */
const MANY = 200_000;

const [folder, ...flags] = process.argv.slice(2);
const only = flags[0] === '--only' ? flags[1] : null;

/** Writes lines through a buffer. */
class Lines {
  constructor(file) { this.file = openSync(file, 'w'); this.parts = []; this.length = 0; }
  put(key, value) {
    const line = `${key}\t${JSON.stringify(value)}\n`;
    this.parts.push(line);
    this.length += line.length;
    if (this.length > 1e7) this.flush();
  }
  flush() { writeSync(this.file, this.parts.join('')); this.parts = []; this.length = 0; }
  close() { this.flush(); closeSync(this.file); }
}

const all = [];
for await (const store of stores(join(folder, 'stores.csv'), join(folder, 'report.json'))) all.push(store);
const fine = all.length > MANY ? 6 : 5;
const plain = only === 'best' ? null : new Lines(join(folder, 'plain.kv'));
const best = only === 'plain' ? null : new Lines(join(folder, 'best.kv'));
const plainStock = plain && new Lines(join(folder, 'plain-stock.kv'));
const bestStock = best && new Lines(join(folder, 'best-stock.kv'));
const places = new Map(all.map((store) => {
  const { latitude, longitude } = store.geo;
  const cell = latLngToCell(latitude, longitude, fine);
  return [store.id, { cell, plain: latLngToCell(latitude, longitude, PLAIN), coarse: cellToParent(cell, COARSE) }];
}));

if (plain) {
  const pages = grouped(all, (store) => places.get(store.id).plain);
  for (const [cell, members] of pages) plain.put(`plain/stores/${cell}`, members);
}
if (best) {
  const pages = grouped(all, (store) => places.get(store.id).cell);
  for (const [cell, members] of pages) best.put(`best/stores/${cell}`, members.map(withWeek));
  const cells = Object.fromEntries([...pages].map(([cell, members]) => [cell, members.length]));
  best.put('best/index', { resolution: fine, stores: all.length, cells });
}
await goods();
for (const lines of [plain, best, plainStock, bestStock]) lines?.close();

/** Hours as minutes of the week, beside the words that the reply says. */
function withWeek(store) {
  return { ...store, week: store.hours?.map(({ day, opens, closes }) => span(day, minutes(opens), minutes(closes))) };
}

function span(day, opens, closes) {
  const from = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].indexOf(day) * 1440 + opens;
  return [from, from + (closes > opens ? closes - opens : closes - opens + 1440)];
}

function minutes(clock) {
  const [hour, minute] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

async function goods() {
  const products = new Map();
  for await (const row of tsv(join(folder, 'products.tsv'))) products.set(row[0], row);
  let item = null;
  let rows = [];
  for await (const row of tsv(join(folder, 'inventory.tsv'))) {
    if (row[1] !== item && item !== null) { shelve(item, rows, products.get(item)); rows = []; }
    item = row[1];
    rows.push(row);
  }
  shelve(item, rows, products.get(item));
}

/** One item's rows. */
function shelve(id, rows, product) {
  const shown = { id, title: product[1], brand: product[9], image: product[4], link: product[3] };
  const list = rows.map((row) => ({ store: row[0], row: stock(id, row, product) }));
  plain?.put(`plain/item/${id}`, shown);
  const fineCells = plain ? grouped(list, ({ store }) => places.get(store).plain) : [];
  for (const [cell, members] of fineCells) plainStock.put(`plain/stock/${id}/${cell}`, byStore(members));
  if (!best) return;
  const had = list.filter(({ row }) => row.availability === 'in_stock' || row.availability === 'limited');
  const coarse = grouped(had, ({ store }) => places.get(store).coarse);
  best.put(`best/item/${id}`, { shown, stores: had.length, coarse: [...coarse.keys()] });
  for (const [cell, members] of coarse) bestStock.put(`best/stock/${id}/${cell}`, byStore(members));
}

function byStore(members) {
  return Object.fromEntries(members.map(({ store, row }) => [store, row]));
}

/** A row as the reply says it, but for what depends on the instant. */
function stock(item, [, , quantity, availability, price, sale, saleDates, method, sla, aisle], product) {
  const dates = (saleDates || product[8] || '').split('/');
  const [from, to] = dates.map((date) => Date.parse(date.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')));
  return {
    availability: availability === 'limited_availability' ? 'limited' : availability,
    quantity: quantity === '' ? null : Math.min(5, Number(quantity)),
    price: money(price || product[6]),
    sale: sale === '' ? null : { price: money(sale), from: from || null, to: to || null },
    pickup: method === '' || method === 'not supported' ? null : { method, sla },
    aisle: aisle || null,
  };
}

function money(text) {
  const [amount, currency] = text.split(' ');
  return { amount, currency };
}

function grouped(list, keyOf) {
  const groups = new Map();
  for (const one of list) {
    const key = keyOf(one);
    if (groups.has(key)) groups.get(key).push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
