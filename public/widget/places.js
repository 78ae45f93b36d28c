// Where: a box with completions as one types (the combobox pattern of ARIA), and a button for one's own position.
import { ask, slot } from './ask.js';
import { button, h, icon, set, settled } from './dom.js';

const WAIT_MS = 120;
const LIMIT = 8;
const POSITION = { enableHighAccuracy: false, maximumAge: 60_000, timeout: 12_000 };
const COORDINATES = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

/**
 * `element` to place. It tells `onwhere({ place } | { lat, lng, accuracy }, label)`, and `onfault(kind)` where there is no
 * position (`denied`) or no search for places (`noPlaces`); `url(words)` is where completions are asked for.
 */
export function createWhere({ onwhere, onfault, url }) {
  const next = slot();
  let found = [];
  let foundFor = '';
  let active = -1;
  const list = h('ul', { id: 'options', role: 'listbox', hidden: true, part: 'options' });
  const count = h('span', { class: 'unseen', role: 'status' });
  const input = h('input', {
    id: 'where', part: 'input', type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search',
    'aria-autocomplete': 'list', 'aria-controls': 'options', 'aria-expanded': 'false',
    oninput: () => complete(), onkeydown: onKey, onblur: () => show([]),
  });
  const label = h('label', { for: 'where', class: 'unseen' });
  const here = button({ part: 'position', onclick: locate },
    icon('M12 2v4M12 18v4M2 12h4M18 12h4M12 7a5 5 0 1 0 0 10a5 5 0 1 0 0-10'));
  const element = h('div', { class: 'where' }, label, input, here, list, count);
  let speak = null;

  const complete = settled(async () => {
    const words = input.value.trim();
    const signal = next();
    if (!words || COORDINATES.test(words)) return show([]);
    try {
      const { places } = await ask(url(words, LIMIT), signal);
      foundFor = words;
      if (element.getRootNode().activeElement === input) show(places);
    } catch (error) {
      if (signal.aborted) return undefined;
      show([]);
      if (error.problem?.status === 404) onfault('noPlaces');
    }
    return undefined;
  }, WAIT_MS);

  function show(places) {
    found = places;
    active = -1;
    list.replaceChildren(...places.map(({ name, region, country }, at) =>
      h('li', {
        id: `option-${at}`, role: 'option', part: 'option', 'aria-selected': 'false',
        onpointerdown: (event) => { event.preventDefault(); choose(at); },
      },
        h('bdi', null, name), h('small', null, [region, country].filter(Boolean).join(', ')))));
    list.hidden = !places.length;
    set(input, 'aria-expanded', String(!list.hidden));
    set(input, 'aria-activedescendant', null);
    count.textContent = places.length ? speak.say('options', { n: speak.number(places.length) }) : '';
  }

  function mark(at) {
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = (at + found.length) % found.length;
    const option = list.children[active];
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    set(input, 'aria-activedescendant', option.id);
  }

  function choose(at) {
    const { place, name } = found[at];
    input.value = place;
    next();
    show([]);
    onwhere({ place }, name);
  }

  /** What is typed, as it is: coordinates, or a place by the first completion, or by its name alone. */
  function submit() {
    const words = input.value.trim();
    const [, lat, lng] = COORDINATES.exec(words) ?? [];
    if (lat) onwhere({ lat: +lat, lng: +lng }, words);
    else if (found.length && (foundFor === words || active >= 0)) return choose(Math.max(active, 0));
    else if (words) onwhere({ place: words }, words);
    next();
    return show([]);
  }

  function onKey(event) {
    const keys = {
      ArrowDown: () => found.length && mark(active + 1),
      ArrowUp: () => found.length && mark(active < 0 ? -1 : active - 1),
      Enter: submit,
      Escape: () => (found.length ? show([]) : (input.value = '')),
    };
    if (!keys[event.key] || event.isComposing) return;
    event.preventDefault();
    keys[event.key]();
  }

  function locate() {
    const wait = (busy) => set(here, 'aria-busy', busy && 'true');
    if (!navigator.geolocation) return onfault('denied');
    wait(true);
    return navigator.geolocation.getCurrentPosition(({ coords }) => {
      wait(false);
      input.value = '';
      const [lat, lng] = [coords.latitude, coords.longitude].map((degrees) => +degrees.toFixed(5));
      onwhere({ lat, lng, accuracy: Math.ceil(Math.min(coords.accuracy, 1e5)) });
    }, () => { wait(false); onfault('denied'); }, POSITION);
  }

  return {
    element,
    input,
    /** Says everything in a language. */
    speaks(speaker) {
      speak = speaker;
      label.textContent = speaker.say('where');
      set(input, 'placeholder', speaker.say('where'));
      set(list, 'aria-label', speaker.say('where'));
      for (const name of ['aria-label', 'title']) set(here, name, speaker.say('here'));
    },
  };
}
