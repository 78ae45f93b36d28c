// What stands around the list: the form, the filters, the map, and what is said when there is no list.
import { button, h, set } from './dom.js';
import { createMap } from './map.js';
import { createWhere } from './places.js';
import { sheet } from './sheet.js';

/** Cards to be, and the lines of each. */
const SKELETONS = [1, 2, 3, 4];
const CHIPS = 10;

/** Builds the shadow tree once. `parts` are what its controls do. */
export function createFrame(shadow, parts) {
  shadow.adoptedStyleSheets = [sheet()];
  const where = createWhere({ onwhere: parts.where, onfault: parts.fault, url: parts.placesUrl });
  const map = createMap({ onpick: parts.pick, onpoint: parts.point, onmove: moved });
  const intents = ['go', 'buy'].map((intent) => button({ onclick: () => parts.choose({ intent }) }));
  const intent = h('div', { part: 'intent', role: 'group' }, intents);
  const whatLabel = h('label', { for: 'what', class: 'unseen' });
  const what = h('input', {
    id: 'what', type: 'search', part: 'input', enterkeyhint: 'search', autocomplete: 'off',
    onchange: () => parts.choose({ words: what.value.trim() }),
  });
  const sought = h('div', { class: 'what' }, whatLabel, what);
  const form = h('form', { part: 'form', role: 'search', onsubmit: (event) => event.preventDefault() }, intent, sought, where.element);
  const openNow = button({ part: 'filter', onclick: () => parts.choose({ open: chosen.open ? '' : 'at' }) });
  const chips = h('div', { part: 'filters', role: 'group' }, openNow);
  const title = h('span', { class: 'title' });
  const from = h('span', { class: 'from' });
  const status = h('p', { part: 'status', role: 'status' }, title, from);
  const list = h('ol', { role: 'list', part: 'list' });
  const note = h('div', { part: 'note', hidden: true });
  const more = button({ part: 'more', hidden: true, onclick: parts.more });
  const scroll = h('div', { class: 'scroll' }, list, note, more);
  const searchHere = button({ part: 'search', hidden: true, onclick: () => { searchHere.hidden = true; parts.where(seen); } });
  const caption = h('p', { class: 'caption', role: 'status' });
  map.element.append(searchHere, caption);
  const root = h('section', { part: 'root' }, form, chips, status, scroll, map.element);
  shadow.append(root);
  let chosen = { amenities: [] };
  let seen = null;
  let speak = null;

  function moved(view) {
    seen = { lat: +view.lat.toFixed(5), lng: +view.lng.toFixed(5) };
    searchHere.hidden = false;
    map.element.dataset.moved = '';
    parts.move(view);
  }

  /** A chip for every service of the list, those asked for first. */
  function services(reply) {
    const known = new Map(chosen.amenities.map((id) => [id, { id, name: names.get(id) ?? id, n: Infinity }]));
    for (const { location } of reply.results) {
      for (const [id, { description: name }] of Object.entries(location.amenities ?? {})) {
        names.set(id, name);
        const one = known.get(id) ?? { id, name, n: 0 };
        known.set(id, { ...one, name, n: one.n + 1 });
      }
    }
    const shown = [...known.values()].sort((one, other) => other.n - one.n).slice(0, CHIPS);
    const focused = shadow.activeElement?.dataset?.amenity;
    const isChosen = (id) => String(chosen.amenities.includes(id));
    chips.replaceChildren(openNow, ...shown.map(({ id, name }) => button({
      part: 'filter', 'data-amenity': id, 'aria-pressed': isChosen(id), onclick: () => toggle(id),
    }, h('bdi', null, name))));
    if (focused) chips.querySelector(`[data-amenity="${CSS.escape(focused)}"]`)?.focus();
  }
  const names = new Map();

  function toggle(id) {
    const { amenities } = chosen;
    parts.choose({ amenities: amenities.includes(id) ? amenities.filter((other) => other !== id) : [...amenities, id] });
  }

  return {
    list,
    map,
    /** Says everything in a language, and takes its look. */
    speaks(speaker, { theme, dir, hasMap }) {
      speak = speaker;
      const say = speaker.say;
      const look = { lang: speaker.lang, dir, 'aria-label': say('locator'), 'data-theme': theme, 'data-map': hasMap ? '' : 'none' };
      for (const [name, value] of Object.entries(look)) set(root, name, value);
      ['go', 'buy'].forEach((name, at) => { intents[at].textContent = say(name); });
      set(intent, 'aria-label', say('intent'));
      set(chips, 'aria-label', say('filters'));
      whatLabel.textContent = say('what');
      set(what, 'placeholder', say('what'));
      openNow.textContent = say('openNow');
      more.textContent = say('more');
      searchHere.textContent = say('search');
      set(map.plate, 'aria-label', `${say('map')}. ${say('mapHelp')}`);
      for (const tool of map.tools.children) for (const name of ['aria-label', 'title']) set(tool, name, say(tool.className));
      where.speaks(speaker);
    },
    /** The controls as the question has them. */
    controls(now, canSwitch, fixed) {
      chosen = now;
      intent.hidden = !canSwitch;
      sought.hidden = now.intent !== 'buy' || fixed;
      if (shadow.activeElement !== what) what.value = now.words;
      intents.forEach((choice, at) => set(choice, 'aria-pressed', String((at === 1) === (now.intent === 'buy'))));
      set(openNow, 'aria-pressed', String(Boolean(now.open) && now.open !== 'any'));
      if (now.label && shadow.activeElement !== where.input) where.input.value = now.label;
    },
    /** Somebody waits; the first time, cards to be stand in for the list. */
    busy(first) {
      set(scroll, 'aria-busy', 'true');
      note.hidden = true;
      if (!first) return;
      title.textContent = speak.say('loading');
      from.textContent = '';
      more.hidden = true;
      list.replaceChildren(...SKELETONS.map(() => h('li', { class: 'card bones', 'aria-hidden': 'true' }, SKELETONS.map(() => h('i')))));
    },
    answered(reply, summary, now) {
      chosen = now;
      set(scroll, 'aria-busy', null);
      note.hidden = true;
      title.textContent = summary.title;
      from.textContent = summary.from;
      more.hidden = !reply.next_cursor;
      delete map.element.dataset.moved;
      searchHere.hidden = true;
      caption.textContent = '';
      services(reply);
    },
    failed(key, canRetry, kept, detail) {
      set(scroll, 'aria-busy', null);
      title.textContent = speak.say(key);
      from.textContent = '';
      if (kept) return;
      list.replaceChildren();
      more.hidden = true;
      note.hidden = !canRetry && !detail;
      note.replaceChildren(...[
        detail && h('p', null, detail),
        canRetry && button({ part: 'retry', onclick: parts.retry }, speak.say('retry')),
      ].filter(Boolean));
    },
    caption: (text) => { caption.textContent = text; },
    /** Brings a card into view, within the list alone. */
    reveal(id) {
      const item = [...list.children].find(({ dataset }) => dataset.id === id);
      if (!item) return;
      const [top, bottom] = [item.offsetTop - list.offsetTop, item.offsetTop - list.offsetTop + item.offsetHeight];
      if (top < scroll.scrollTop || bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTo({ top: top - 8 });
    },
    focus: (place) => list.children[place]?.querySelector('button')?.focus(),
  };
}
