// One store of the list, from the fields of the reply; the English headline is not used.
import { button, h, set } from './dom.js';
import { later, lit, localTime, plan } from './hours.js';

const DAYS = 7;
const NIGHT_MS = 72e6;
const PERCENT = 100 / 1440;
/** Links that a card shows, and what they are called. */
const LINKS = { buy: 'order', directions: 'directions', call: 'call', website: 'website' };

/** Whether it is open, in words. A night's end needs no day. */
export function state({ open: { state: is, until, next }, location }, speak, at) {
  const [today] = localTime(at, location).split('T');
  const moment = (local) => speak.moment(local, is === 'open' && Date.parse(local) - Date.parse(at) < NIGHT_MS ? local : today);
  if (is === 'open' && until) return speak.say('till', { t: moment(until) });
  return is === 'closed' && next ? speak.say('opens', { t: moment(next) }) : speak.say(is);
}

/** A card: `vague` says that travel times mean nothing, `items` what it is that stock is of. */
export function card(result, rank, { at, speak, vague, items, pick, point, act }) {
  const { location, travel, open, actions = [], stock = [] } = result;
  const [today] = localTime(at, location).split('T');
  const country = location.address?.address_country;
  const far = speak.distance(result.distance_m, country);
  const way = vague ? speak.say('away', { d: far }) : `${speak.say(travel.mode, { t: speak.duration(travel.minutes) })} · ${far}`;
  const late = open.state === 'open' && open.on_arrival === false;
  const title = `store-${rank}`;
  const links = actions.filter(({ rel }) => LINKS[rel]).sort((one, other) => (other.rel === 'buy') - (one.rel === 'buy'));
  const lightUp = () => point(location.id);
  const members = { class: `card ${open.state}`, part: 'store', 'data-id': location.id };
  return h('li', { ...members, onpointerenter: lightUp, onpointerleave: () => point(null), onfocusin: lightUp },
    h('h3', null,
      button({ part: 'name', id: title, onclick: () => pick(location.id) },
        h('span', { class: 'rank', 'aria-hidden': 'true' }, String(rank)), h('bdi', null, location.name))),
    h('p', { part: 'state' }, state(result, speak, at), late ? ` · ${speak.say('tooLate')}` : ''),
    h('p', { part: 'travel' }, way),
    stock.map((row) => wares(row, items, speak, today)),
    place(location.address),
    location.hours ? day(location, at) : h('div', { class: 'day' }),
    h('div', { class: 'acts' },
      links.map(({ rel, href }) => h('a', {
        href, part: `action ${rel}`, target: rel === 'call' ? null : '_blank', rel: 'noopener', 'aria-describedby': title,
        onclick: (event) => act(event, rel, href, result),
      }, speak.say(LINKS[rel]))),
      location.hours ? week(location, today, speak) : null));
}

function place(address = {}) {
  const parts = [address.street_address, address.address_locality, address.postal_code].filter(Boolean);
  return parts.length ? h('address', { part: 'address' }, h('bdi', null, parts.join(', '))) : null;
}

/** What it has of one item, what that costs, and when it is ready. */
function wares({ item, availability, quantity, price, sale_price: sale, pickup, aisle, as_of: asOf }, items, speak, today) {
  const had = quantity > 0 ? speak.say('left', { n: speak.number(quantity) }) : speak.say(availability);
  const of = items.length > 1 ? items.find(({ id }) => id === item)?.title ?? item : null;
  const before = sale && [' ', h('s', null, speak.money(price))];
  const costs = price && h('span', { part: 'price' }, h('b', null, speak.money(sale ?? price)), before);
  const ready = pickup?.ready_at && speak.say('ready', { t: speak.moment(pickup.ready_at, today) });
  const parts = [of && h('bdi', null, of), h('span', { class: availability }, had), costs, ready, aisle && h('bdi', null, aisle)];
  const title = asOf && speak.say('asOf', { t: speak.moment(asOf, today) });
  return h('p', { part: 'stock', title }, parts.filter(Boolean).map((part, at) => (at ? [' · ', part] : part)));
}

/** The day as a strip: lit while it is open, with a needle at the instant. */
function day(location, at) {
  const [today, time] = localTime(at, location).split('T');
  const strip = h('div', { part: 'day', 'aria-hidden': 'true' });
  const put = (name, from, wide) => {
    const span = h('i', { class: name });
    span.style.insetInlineStart = `${from * PERCENT}%`;
    if (wide) span.style.inlineSize = `${wide * PERCENT}%`;
    strip.append(span);
  };
  for (const [from, to] of lit(location, today)) put('lit', from, to - from);
  put('needle', time.slice(0, 2) * 60 + +time.slice(3));
  return strip;
}

/** The hours of seven days, behind a button of their own. */
function week(location, today, speak) {
  const hours = (date) => plan(location, date).map(([from, to]) => (to - from === 1440 ? speak.say('allDay')
    : `${speak.time(clock(from))} – ${speak.time(clock(to))}`)).join(', ') || speak.say('shut');
  const row = (date) => h('tr', null, h('th', { scope: 'row' }, speak.day(date, 'long')), h('td', null, hours(date)));
  const dates = Array.from({ length: DAYS }, (_, n) => later(today, n));
  const label = speak.say('hoursOf', { name: location.name });
  const fold = h('details', { part: 'hours' }, h('summary', { 'aria-label': label }, speak.say('hours')));
  // The table is made when it is wanted.
  fold.addEventListener('toggle', () => fold.children[1] ?? fold.append(h('table', null, dates.map(row))));
  return fold;
}

const two = (number) => String(number).padStart(2, '0');
const clock = (minutes) => `2000-01-01T${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;

/** Marks which card is picked, and which is pointed at. */
export function highlight(list, picked, pointed) {
  for (const item of list.children) {
    set(item, 'aria-current', item.dataset.id === picked && 'true');
    item.classList.toggle('lit', item.dataset.id === pointed);
  }
}
