// The demo page around the widget: towns, the hour of the day, and what is asked and answered.
import { lit } from '../widget/hours.js';
import { instantOf, local } from './day.js';
import { coloured } from './json.js';

const $ = (id) => document.getElementById(id);
const locator = $('locator');
const hour = $('hour');
const STEP_MIN = 15;
const PLAY_MS = 140;
/** Where the network's position finds nothing, the page begins here: at the first town. */
let mayBegin = true;
let clock = { zone: 'UTC', date: '', live: true };
let playing = 0;

// Towns: links without this script, buttons in effect with it.
const towns = [...$('towns').querySelectorAll('a')];
for (const town of towns) {
  town.addEventListener('click', (event) => {
    event.preventDefault();
    goTo(town);
  });
}

function goTo(town) {
  const { searchParams } = new URL(town.href);
  mayBegin = false;
  live();
  locator.setAttribute('label', town.textContent);
  for (const name of ['lat', 'lng']) locator.setAttribute(name, searchParams.get(name));
  for (const other of towns) other.removeAttribute('aria-current');
  town.setAttribute('aria-current', 'true');
}

locator.addEventListener('nigh:where', () => {
  mayBegin = false;
  for (const town of towns) town.removeAttribute('aria-current');
});

locator.addEventListener('nigh:error', ({ detail: { kind, problem } }) => {
  if (kind === 'needWhere' && mayBegin) goTo(towns[0]);
  if (problem) $('json').replaceChildren(...coloured(problem));
});

locator.addEventListener('nigh:results', ({ detail: { url, reply } }) => {
  const first = reply.results[0] ?? reply.nearest_outside;
  if (!first && mayBegin) return goTo(towns[0]);
  if (first?.location.timezone) keepTime(reply, first.location.timezone);
  shops(reply);
  wire(url, reply);
  return undefined;
});

// The hour of the day.
function keepTime(reply, zone) {
  const now = local(new Date(reply.at), zone);
  if (clock.live) {
    clock = { zone, date: now.date, live: true };
    hour.value = now.minute;
  }
  showMoment();
}

function showMoment() {
  const instant = clock.live ? new Date() : instantOf(clock.date, +hour.value, clock.zone);
  const text = new Intl.DateTimeFormat('en', { timeZone: clock.zone, weekday: 'long', hour: 'numeric', minute: '2-digit' }).format(instant);
  $('moment').textContent = text;
  hour.setAttribute('aria-valuetext', text);
  $('now').setAttribute('aria-pressed', String(clock.live));
}

function live() {
  if (clock.live) return;
  stop();
  clock.live = true;
  locator.removeAttribute('at');
}

let asked = 0;
hour.addEventListener('input', () => { stop(); turnTo(+hour.value); });

function turnTo(minute) {
  clock.live = false;
  hour.value = minute;
  showMoment();
  cancelAnimationFrame(asked);
  asked = requestAnimationFrame(() => locator.setAttribute('at', instantOf(clock.date, +hour.value, clock.zone).toISOString().replace('.000', '')));
}

$('now').addEventListener('click', live);
$('play').addEventListener('click', () => (playing ? stop() : play()));

function play() {
  $('play').setAttribute('aria-pressed', 'true');
  $('play').textContent = 'Pause';
  playing = setInterval(() => turnTo((+hour.value + STEP_MIN) % 1440), PLAY_MS);
}

function stop() {
  clearInterval(playing);
  playing = 0;
  $('play').setAttribute('aria-pressed', 'false');
  $('play').textContent = 'Play the day';
}

/** How many of the stores listed are open, over the day: from their hours, not from more questions. */
function shops({ results }) {
  const days = results.filter(({ location }) => location.hours).map(({ location }) => lit(location, clock.date));
  const bars = Array.from({ length: 96 }, (_, n) => days.filter((day) => day.some(([from, to]) => from <= n * 15 && n * 15 < to)).length);
  const most = Math.max(1, results.length);
  const top = (count) => 24 - (count / most) * 22;
  const path = bars.map((count, n) => `${n ? 'L' : 'M0 24L'}${n} ${top(count)}H${n + 1}`).join('');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', `${path}V24Z`);
  $('shops').replaceChildren(line);
}

// What went over the wire.
function wire(url, reply) {
  $('curl').textContent = `curl "${url.replaceAll('%3A', ':')}"`;
  const text = JSON.stringify(reply);
  $('size').textContent = `the ${reply.results.length} best of all, ${(text.length / 1000).toFixed(1)} kB`;
  $('json').replaceChildren(...coloured(reply));
  embed();
}

function embed() {
  const shown = ['intent', 'item', 'lat', 'lng'].filter((name) => locator.hasAttribute(name));
  const attributes = shown.map((name) => ` ${name}="${locator.getAttribute(name)}"`).join('');
  $('embed').textContent = [
    `<script type="module" src="${location.origin}/nigh.js"></script>`,
    '<style>nigh-locator { display: block; height: 40rem }</style>',
    `<nigh-locator${attributes}></nigh-locator>`,
  ].join('\n');
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText($(button.dataset.copy).textContent);
    $('copied').textContent = 'Copied';
    setTimeout(() => { $('copied').textContent = ''; }, 1500);
  });
}

// The one script, after everything listens.
const script = document.createElement('script');
Object.assign(script, { type: 'module', src: '/nigh.js' });
document.head.append(script);
