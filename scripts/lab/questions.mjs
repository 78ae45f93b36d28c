// Questions that could be anybody's, to a synthetic chain around the world.

/** Whole minutes of today: the Worker's clock is the real one, and so is the horizon of what it knows. */
const NOON = `${new Date().toISOString().slice(0, 10)}T12:00:00Z`;

/** Cities of the synthetic chain, as Cloudflare would say where a caller is. */
export const CITIES = [
  { city: 'Chicago', country: 'US', latitude: '41.85003', longitude: '-87.65005' },
  { city: 'San Diego', country: 'US', latitude: '32.71571', longitude: '-117.16472' },
  { city: 'São Paulo', country: 'BR', latitude: '-23.54750', longitude: '-46.63611' },
  { city: 'London', country: 'GB', latitude: '51.50853', longitude: '-0.12574' },
  { city: 'Berlin', country: 'DE', latitude: '52.52437', longitude: '13.41053' },
  { city: 'Cairo', country: 'EG', latitude: '30.06263', longitude: '31.24967' },
  { city: 'Mumbai', country: 'IN', latitude: '19.07283', longitude: '72.88261' },
  { city: 'Tokyo', country: 'JP', latitude: '35.68950', longitude: '139.69171' },
  { city: 'Sydney', country: 'AU', latitude: '-33.86785', longitude: '151.20732' },
  { city: 'Suva', country: 'FJ', latitude: '-18.14161', longitude: '178.44149' },
  { city: '', country: 'AQ', latitude: '-89.99', longitude: '0' },
];

/** A question that could be anybody's, as the parameters of a URL. */
export function question(points, random) {
  const pick = (from) => from[Math.floor(random() * from.length)];
  const [lat, lng] = random() < 0.9 ? pick(points) : [random() * 180 - 90, random() * 360 - 180];
  const minutes = Math.floor(random() * 10 * 1_440);
  const parameters = {
    lat: Math.max(-90, Math.min(90, lat + random() * 0.2 - 0.1)).toFixed(6),
    lng: Math.max(-180, Math.min(180, lng + random() * 0.2 - 0.1)).toFixed(6),
    at: new Date(Date.parse(NOON) + minutes * 60_000).toISOString().replace('.000Z', 'Z'),
    radius: pick(['1000', '20000', '50000', '500000']),
    rank: pick(['soonest', 'distance']),
    mode: pick(['walk', 'bike', 'drive']),
    open: pick(['any', 'at', 'arrival']),
    limit: pick(['1', '5', '10', '30']),
    detail: pick(['pin', 'brief', 'full']),
    format: pick(['json', 'json', 'json', 'geojson', 'jsonld']),
    units: pick(['metric', 'imperial', '']),
    explain: pick(['0', '0', '1']),
  };
  if (parameters.open !== 'any') parameters.open_for = pick(['0', '30']);
  return Object.entries(parameters).filter(([, value]) => value !== '');
}

/** A question of somebody who wants to buy: something by its id or number, several things, or words for it. */
export function wish({ points, items }, random) {
  const pick = (from) => from[Math.floor(random() * from.length)];
  const named = ({ id, gtin }) => (gtin !== '' && random() < 0.5 ? gtin : id);
  const some = (count) => [...new Set(Array.from({ length: count }, () => pick(items)))];
  const wishes = [
    () => [['item', named(pick(items))]],
    () => some(3).map((item) => ['item', `${named(item)}${pick(['', '', '*2'])}`]),
    () => [...some(4).map((item) => ['item', named(item)]), ['split', '1']],
    () => [['q', misspelt(pick(items).title.split(' ').slice(0, 3).join(' '), random)]],
    () => [['q', pick(items).product_type.split(' > ').at(-1)], ['brand', pick(items).brand]],
  ];
  const far = [['radius', pick(['50000', '200000', '500000'])], ['open', 'any']];
  const terms = [far, far, [['stock', 'any']], [['max_price', '49.99'], ...far], [['rank', 'price'], ['radius', '50000']]];
  const asked = [...pick(wishes)(), ...pick(terms)];
  const rest = question(points, random).filter(([name]) => name !== 'open_for' && !asked.some(([known]) => known === name));
  return [...rest, ...asked];
}

/** Every second time, without one of its letters. */
function misspelt(text, random) {
  const at = Math.floor(random() * text.length);
  return random() < 0.5 ? text : text.slice(0, at) + text.slice(at + 1);
}

export const query = (parameters) => new URLSearchParams(parameters).toString();
