// A question as a URL, from an element's attributes and what its visitor has chosen since.
export const ALWAYS = ['at', 'radius', 'mode', 'units', 'limit', 'rank'];
export const OF_BUY = ['q', 'category', 'brand', 'stock', 'max_price', 'currency', 'split'];
export const WHERE = ['lat', 'lng', 'accuracy', 'place', 'cell'];

/** A list in an attribute, by commas. */
export const listed = (text) => (text ?? '').split(',').map((part) => part.trim()).filter(Boolean);

/** Whether a name is of an attribute that says where. */
export const saysWhere = (name) => name === 'label' || WHERE.includes(name);

/** The parameters of where, from attributes. */
export const whereOf = (element) =>
  Object.fromEntries(WHERE.map((name) => [name, element.getAttribute(name)]).filter(([, value]) => value));

/** The question of an element whose visitor chose `intent`, `where`, `words`, `open` and `amenities`. */
export function questionUrl(api, element, { intent, where, words, open, amenities }, more = {}) {
  const url = new URL(`/v1/${intent}`, api);
  const put = (name, value) => value !== null && value !== undefined && value !== '' && url.searchParams.append(name, value);
  const own = (name) => put(name, more[name] === undefined ? element.getAttribute(name) : more[name]);
  const asked = { ...where, ...more.where };
  for (const name of WHERE) put(name, asked[name]);
  if (intent === 'buy') {
    for (const item of listed(element.getAttribute('item'))) put('item', item);
    for (const name of OF_BUY) if (name !== 'q') own(name);
  }
  // What is sold and what stores are called are different words.
  if (intent === 'buy' ? !element.hasAttribute('item') : element.getAttribute('intent') === 'go') put('q', words);
  put('open', open);
  for (const amenity of amenities) put('amenity', amenity);
  for (const name of ALWAYS) if (name !== 'rank' || intent === 'buy' || element.getAttribute(name) !== 'price') own(name);
  put('detail', more.detail);
  put('cursor', more.cursor);
  return url.href;
}
