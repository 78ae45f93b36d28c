// The members of a reply, as nigh writes them by default: what both peers say of a store that they have found.
const MILLIS = 60_000;
const TWELVE_HOURS = new Set(['AU', 'CA', 'GB', 'IE', 'IN', 'NZ', 'PH', 'US', 'ZA']);
const READY_MINUTES = { 'same day': 120, 'next day': 1_440, '2-day': 2_880, 'multi-week': 20_160 };

/** Great-circle metres. */
export function distance(latA, lngA, latB, lngB) {
  const half = Math.PI / 360;
  const across = Math.sin((latB - latA) * half) ** 2;
  const along = Math.sin((lngB - lngA) * half) ** 2;
  const chord = across + Math.cos(latA * 2 * half) * Math.cos(latB * 2 * half) * along;
  return 12_742_017.6 * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Estimated minutes by car. */
export function minutesByCar(metres) {
  const town = Math.min(metres, 5_000) / 500;
  const road = Math.max(0, Math.min(metres, 25_000) - 5_000) / 900;
  return 2 + Math.ceil(town + road + Math.max(0, metres - 25_000) / 1_300);
}

/**
 * Whether a week of spans `[from, to)` in minutes since Monday 00:00 is open at a minute of it, and for how long:
 * `{isOpen, changeIn}`, minutes, null if never.
 */
export function phase(week, minute) {
  let until = minute;
  for (let moved = true; moved && until - minute < 10_080;) {
    moved = false;
    for (const [from, to] of week) {
      for (const shift of [-10_080, 0, 10_080]) {
        if (from + shift <= until && until < to + shift) { until = to + shift; moved = true; }
      }
    }
  }
  if (until > minute) return { isOpen: true, changeIn: until - minute >= 10_080 ? null : until - minute };
  let next = Infinity;
  for (const [from] of week) next = Math.min(next, from > minute ? from - minute : from + 10_080 - minute);
  return { isOpen: false, changeIn: next === Infinity ? null : next };
}

/** The member `open`, from what `phase` says now and on arrival; `local` is `{at, offset, text}` of the store's zone. */
export function openMember(now, onArrival, local, minutes) {
  if (now === null) return { state: 'unknown', until: null, next: null, on_arrival: null, served_at: null };
  const change = now.changeIn === null ? null : instant(local, now.changeIn);
  const wait = onArrival.isOpen ? 0 : onArrival.changeIn;
  return {
    state: now.isOpen ? 'open' : 'closed',
    until: now.isOpen ? change : null,
    next: now.isOpen ? null : change,
    on_arrival: onArrival.isOpen,
    served_at: wait === null ? null : instant(local, minutes + wait),
  };
}

/** An instant so many minutes after the question's, by the store's clock: `2026-11-21T22:00:00-06:00`. */
function instant({ at, offset, text }, minutes) {
  return new Date(at + (offset + minutes) * MILLIS).toISOString().slice(0, 19) + text;
}

/** One result: a store, its distance, whether it is open, what it has. */
export function result(store, metres, minutes, open, stock, link) {
  const { latitude, longitude } = store.geo;
  const place = `destination=${latitude},${longitude}&travelmode=driving`;
  const actions = [{ rel: 'directions', href: `https://www.google.com/maps/dir/?api=1&${place}` }];
  if (store.phone) actions.push({ rel: 'call', href: `tel:${store.phone.replace(/[^\d+]/g, '')}` });
  if (store.url) actions.push({ rel: 'website', href: store.url });
  if (link) actions.push({ rel: 'buy', href: link });
  const { id, name, address, geo, timezone, hours, amenities, url, phone, category } = store;
  return {
    location: { id, name, address, geo, timezone, hours, amenities, url, phone, category },
    distance_m: metres,
    travel: { mode: 'drive', minutes, estimate: true },
    open,
    stock: stock ? [stock] : undefined,
    headline: headline(store.address.address_country, minutes, open, stock),
    actions,
  };
}

function headline(country, minutes, open, stock) {
  const travel = minutes < 60 ? `${minutes} min drive` : `${Math.floor(minutes / 60)} h ${minutes % 60} min drive`;
  const parts = [travel];
  if (open.state === 'unknown') parts.push('hours unknown');
  else if (open.state === 'open') parts.push(open.until ? `open till ${clock(open.until, country)}` : 'open');
  else parts.push(open.next ? `closed, opens ${clock(open.next, country)}` : 'closed');
  if (stock) {
    parts.push(stock.quantity === null || stock.quantity > 4 ? 'in stock' : `${stock.quantity} left`);
    const { amount, currency } = stock.sale_price ?? stock.price;
    parts.push(currency === 'USD' ? `$${amount}` : `${currency} ${amount}`);
  }
  return parts.join(' · ');
}

function clock(text, country) {
  const [hour, minute] = [Number(text.slice(11, 13)), text.slice(14, 16)];
  if (!TWELVE_HOURS.has(country)) return `${text.slice(11, 13)}:${minute}`;
  return `${hour % 12 || 12}${minute === '00' ? '' : `:${minute}`} ${hour < 12 ? 'am' : 'pm'}`;
}

/** A row of stock as the reply says it. */
export function stockMember(item, row, local) {
  const { sale } = row;
  const isOnSale = sale !== null && (sale.from ?? 0) <= local.at && local.at < (sale.to ?? Infinity);
  return {
    item,
    availability: row.availability,
    quantity: row.quantity,
    price: row.price,
    sale_price: isOnSale ? sale.price : null,
    sale_until: isOnSale && sale.to !== null ? instant({ ...local, at: sale.to }, 0) : null,
    pickup: row.pickup && { method: row.pickup.method, ready_at: instant(local, READY_MINUTES[row.pickup.sla] ?? 1_440) },
    aisle: row.aisle,
    as_of: '2026-12-14T00:00:00Z',
  };
}

/** The whole reply. */
export function reply(question, results, outside, item) {
  const { intent, at, lat, lng } = question;
  const changes = results.map(({ open }) => open.until ?? open.next).filter(Boolean).map((text) => Date.parse(text));
  return {
    intent,
    at: `${new Date(at).toISOString().slice(0, 19)}Z`,
    origin: { source: 'device', geo: { latitude: lat, longitude: lng }, accuracy_m: null, label: null },
    items: item ? [item] : undefined,
    results,
    nearest_outside: outside,
    next_cursor: null,
    complete: true,
    snapshot: { id: 'a4c7a2c0c1a64a0a9ad0fd0a37c0d1f2', built_at: '2026-12-14T00:00:00Z' },
    valid_until: new Date(Math.min(at + 3_600_000, ...changes)).toISOString(),
  };
}

/** What a Worker sends. */
export function respond(body) {
  return new Response(body, {
    headers: {
      'content-type': 'application/json', 'access-control-allow-origin': '*', 'cache-control': 'private, max-age=60',
      'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', vary: 'Accept',
    },
  });
}

/** The question of a URL: `/v1/go` or `/v1/buy` with `lat`, `lng`, `at`, `open=any|at`, `item`, `radius`, `limit`. */
export function question(url) {
  const { pathname, searchParams: params } = new URL(url);
  const number = (name, otherwise) => (params.has(name) ? Number(params.get(name)) : otherwise);
  return {
    intent: pathname === '/v1/buy' ? 'buy' : 'go',
    lat: number('lat'), lng: number('lng'), at: Date.parse(params.get('at')),
    radius: number('radius', 50_000), limit: number('limit', 10),
    onlyOpen: params.get('open') === 'at', item: params.get('item'),
  };
}
