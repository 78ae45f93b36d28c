// The element: what is asked, when, and what is shown of it. What its parts look like is theirs.
import { NoAnswer, ask, slot } from './ask.js';
import { card, highlight, state } from './card.js';
import { createFrame } from './frame.js';
import { flow } from './flow.js';
import { ALWAYS, OF_BUY, WHERE, listed, questionUrl, saysWhere, whereOf } from './question.js';
import { learn, speaker } from './speak.js';

const LOOKS = ['lang', 'dir', 'theme', 'map'];
const PINS = { detail: 'pin', limit: 100, rank: 'distance', cursor: null };
/** A reply is not asked for again sooner than this, and no timer runs longer than that. */
const [SOON_MS, LATE_MS] = [15_000, 2 ** 31 - 1];

export class Locator extends HTMLElement {
  static api = '';
  static observedAttributes = ['intent', 'item', 'open', 'amenity', 'label', 'api', ...OF_BUY, ...WHERE, ...ALWAYS, ...LOOKS];

  #frame = null;
  #speak = null;
  #spoken = null;
  #own = {};
  #chosen = { intent: 'go', where: {}, words: '', open: '', amenities: [], label: null };
  #reply = null;
  #pins = [];
  #picked = null;
  #fault = null;
  #due = false;
  #timer = 0;
  #next = slot();
  #nextPins = slot();
  /** An answer that has ended is asked for anew as soon as somebody sees it. */
  #wake = () => {
    const over = Date.parse(this.#reply?.valid_until) <= Date.now();
    if (over && document.visibilityState === 'visible' && !this.hasAttribute('at')) this.#ask({ quiet: true });
  };
  #online = () => this.#fault?.kind === 'offline' && this.refresh();

  connectedCallback() {
    this.#frame ??= createFrame(this.attachShadow({ mode: 'open' }), this.#parts());
    for (const name of Locator.observedAttributes) this.#take(name);
    this.#speaks();
    document.addEventListener('visibilitychange', this.#wake);
    addEventListener('online', this.#online);
    this.refresh();
  }

  disconnectedCallback() {
    this.#next();
    this.#nextPins();
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#wake);
    removeEventListener('online', this.#online);
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#frame || before === now) return;
    this.#take(name);
    const isLook = LOOKS.includes(name);
    if (isLook || name === 'units') this.#speaks();
    if (!isLook) this.refresh();
  }

  /** What it says in place of its own texts: strings with `{parts}`, or functions of the parts. */
  get texts() { return this.#own; }
  set texts(texts) {
    this.#own = texts;
    if (this.#frame) this.#speaks();
  }

  /** The last answer. */
  get reply() { return this.#reply; }

  /** Asks again; several changes at once make one question. */
  refresh() {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => { this.#due = false; if (this.isConnected) this.#ask(); });
  }

  /** Picks a store of the list by its id, as a click does. */
  select(id) {
    const result = [...this.#results(), ...this.#pins].find(({ location }) => location.id === id);
    if (!result) return;
    this.#picked = id;
    this.#point(id);
    this.#frame.reveal(id);
    this.#frame.caption(`${result.location.name} · ${state(result, this.#speak, this.#reply.at)}`);
    this.#tell('select', { result });
  }

  /** What an attribute says goes before what the visitor chose earlier. */
  #take(name) {
    const value = this.getAttribute(name);
    const chosen = this.#chosen;
    if (name === 'intent') chosen.intent = value ?? (this.hasAttribute('item') || this.hasAttribute('q') ? 'buy' : chosen.intent);
    else if (name === 'q') chosen.words = value ?? chosen.words;
    else if (name === 'open') chosen.open = value ?? '';
    else if (name === 'amenity') chosen.amenities = listed(value);
    else if (saysWhere(name)) Object.assign(chosen, { where: whereOf(this), label: this.getAttribute('label') });
  }

  #parts() {
    const choose = (change) => { Object.assign(this.#chosen, change); this.refresh(); };
    return {
      choose,
      where: (where, label = null) => { this.#tell('where', { where, label }); choose({ where, label }); },
      fault: (kind) => this.#fails(new NoAnswer(kind), true),
      placesUrl: (words, limit) => this.#placesUrl(words, limit),
      retry: () => this.refresh(),
      more: () => this.#ask({ cursor: this.#reply.next_cursor }),
      pick: (id) => this.select(id),
      point: (id) => this.#point(id),
      move: (view) => this.#moved(view),
    };
  }

  #api() { return this.getAttribute('api') ?? Locator.api; }

  #placesUrl(words, limit) {
    const { latitude, longitude } = this.#reply?.origin.geo ?? {};
    const near = latitude === undefined ? '' : `&lat=${latitude.toFixed(1)}&lng=${longitude.toFixed(1)}`;
    return new URL(`/v1/places?q=${encodeURIComponent(words)}${near}&limit=${limit}`, this.#api());
  }

  #url(more) { return questionUrl(this.#api(), this, this.#chosen, more); }

  /** Says everything anew, at once or when the language is there. */
  #speaks() {
    const lang = this.closest('[lang]')?.lang || navigator.language || 'en';
    this.#spoken = learn(lang)?.then(() => this.#speaks());
    if (this.#spoken) return;
    this.#speak = speaker(lang, this.#own, this.getAttribute('units'));
    const { theme, dir } = Object.fromEntries(['theme', 'dir'].map((name) => [name, this.getAttribute(name)]));
    this.#frame.speaks(this.#speak, { theme, dir: dir ?? this.#speak.dir, hasMap: this.getAttribute('map') !== 'none' });
    if (this.#reply) this.#show();
    if (this.#fault) this.#fails(this.#fault, true);
  }

  /** Asks; `quiet` while the old answer still stands, with a `cursor` for more of it. */
  async #ask({ quiet, cursor } = {}) {
    await this.#spoken;
    const signal = this.#next();
    const before = this.#reply;
    const has = (name) => this.hasAttribute(name);
    clearTimeout(this.#timer);
    this.#fault = null;
    this.#frame.controls(this.#chosen, !has('intent'), has('item'));
    const { intent, words } = this.#chosen;
    if (intent === 'buy' && !words && !['item', 'category', 'brand'].some(has)) return this.#fails(new NoAnswer('needWhat'));
    const url = this.#url({ cursor });
    if (!quiet) this.#frame.busy(!before);
    try {
      const reply = await ask(url, signal);
      await this.#spoken;
      const anew = JSON.stringify([reply.origin, reply.intent]) !== JSON.stringify([before?.origin, before?.intent]);
      this.#reply = cursor ? { ...reply, results: [...before.results, ...reply.results] } : reply;
      this.#pins = [];
      if (anew) this.#picked = null;
      this.#show(anew);
      if (cursor) this.#frame.focus(before.results.length);
      this.#tell('results', { url, reply: this.#reply });
      const left = Date.parse(reply.valid_until) - Date.now();
      this.#timer = setTimeout(this.#wake, Math.min(LATE_MS, Math.max(SOON_MS, left)));
    } catch (error) {
      if (!signal.aborted) this.#fails(error, quiet);
    }
    return undefined;
  }

  /** A pan asks by its middle and half its diagonal; the list stays as it is. */
  async #moved({ lat, lng, radius }) {
    const signal = this.#nextPins();
    const where = { place: null, cell: null, accuracy: null, lat: lat.toFixed(5), lng: lng.toFixed(5) };
    try {
      const { results } = await ask(this.#url({ ...PINS, where, radius: Math.ceil(radius) }), signal);
      this.#pins = results;
      this.#frame.map.show({ pins: results });
    } catch { /* the list is still there */ }
  }

  #results() {
    const { results = [], nearest_outside: outside } = this.#reply ?? {};
    return results.length || !outside ? results : [outside];
  }

  #show(anew = false) {
    const { at, origin, items = [] } = this.#reply;
    const speak = this.#speak;
    const results = this.#results();
    const vague = origin.source === 'network';
    const context = {
      at, speak, vague, items,
      pick: (id) => this.select(id),
      point: (id) => this.#point(id),
      act: (event, rel, href, result) => this.#tell('action', { rel, href, result }, true) || event.preventDefault(),
    };
    flow(this.#frame.list, results.map((result, place) => card(result, place + 1, context)));
    this.#frame.answered(this.#reply, this.#summary(), this.#chosen);
    const country = results[0]?.location.address?.address_country;
    const miles = speak.distance(5000, country) === speak.distance(5000, 'US');
    this.#frame.map.show({ origin, places: results, pins: this.#pins, picked: this.#picked, speak, miles }, anew);
    highlight(this.#frame.list, this.#picked, null);
  }

  /** What was found, and from where, in a line. */
  #summary() {
    const { results, nearest_outside: outside, origin, complete, items } = this.#reply;
    const say = this.#speak.say;
    const open = results.filter((result) => result.open.state === 'open').length;
    const n = this.#speak.number;
    const counts = { n: n(results.length) + (this.#reply.next_cursor ? '+' : ''), open: n(open) };
    const found = say(results.length ? 'found' : outside ? 'nearest' : 'none', counts);
    const name = origin.label ?? this.#chosen.label;
    const source = name && origin.source !== 'network' ? 'place' : origin.source;
    const from = say(source, { name, d: this.#speak.distance(origin.accuracy_m ?? 0) });
    const what = items?.length === 1 ? items[0].title : '';
    return { title: found, from: [!complete && say('partial'), what, from].filter(Boolean).join(' · ') };
  }

  #point(id) {
    highlight(this.#frame.list, this.#picked, id);
    this.#frame.map.light(id, this.#picked);
  }

  /** A state without an answer; with `kept` what is listed stays. */
  #fails(error, kept = false) {
    const blames = (name) => error.problem?.errors?.some(({ parameter }) => parameter === name);
    const key = blames('place') ? 'noPlace' : blames('lat') && !Object.keys(this.#chosen.where).length ? 'needWhere' : error.kind;
    this.#fault = error;
    const canRetry = ['failed', 'offline'].includes(key);
    if (!kept) this.#reply = null;
    this.#frame.failed(key, canRetry, kept && this.#reply !== null, key === 'failed' ? error.problem?.detail : null);
    this.#tell('error', { kind: key, problem: error.problem ?? null });
  }

  #tell(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(`nigh:${name}`, { detail, cancelable, bubbles: true, composed: true }));
  }
}
