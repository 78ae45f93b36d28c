// A map without tiles: stores, rings of distance, and how sure it is where the caller is, all to scale.
// It is Web Mercator around a centre: `scale` is the width of the world in pixels.
import { button, h, icon, s, set, settled } from './dom.js';
import { circle, halfDiagonal, project, ringStep, unproject } from './sphere.js';

const FIT_MARGIN = 66;
const [LEAST, MOST] = [512, 2 ** 27];
const STEP = 64;
const SETTLE_MS = 300;
const TAP = 6;
/** Labels keep so far from the edge. */
const EDGE = 24;

/**
 * `element` to place, `show` to draw. It tells `onpick(id)`, `onpoint(id)`, and `onmove({ lat, lng, radius })` when a
 * person has moved it.
 */
export function createMap({ onpick, onpoint, onmove }) {
  const drawing = s('svg', { 'aria-hidden': 'true' });
  const plate = h('div', { part: 'plate', tabindex: '0', role: 'application' }, drawing);
  const tool = (name, path, body) => button({ class: name, onclick: body }, icon(path));
  const tools = h('div', { class: 'tools' },
    tool('closer', 'M12 5v14M5 12h14', () => zoom(2)),
    tool('farther', 'M5 12h14', () => zoom(0.5)),
    tool('all', 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5', () => fit()));
  const element = h('div', { part: 'map' }, plate, tools);
  const size = { w: 600, h: 400 };
  let view = null;
  let world = { origin: null, places: [], pins: [], lit: null, picked: null, speak: null, miles: false };
  let frame = 0;

  const moved = settled(() => {
    const { lat, lng } = unproject(view);
    onmove({ lat, lng, radius: Math.min(5e5, halfDiagonal(view, size)) });
  }, SETTLE_MS);

  const onScreen = (geo) => {
    const at = project(geo);
    const x = at.x - view.x;
    return [size.w / 2 + (x - Math.round(x)) * view.scale, size.h / 2 + (at.y - view.y) * view.scale];
  };
  const outline = (geos) => `M${geos.map((geo) => onScreen(geo).map((n) => n.toFixed(1)).join()).join('L')}Z`;

  function look(next) {
    view = { ...next, scale: Math.max(LEAST, Math.min(MOST, next.scale)), y: Math.max(0.02, Math.min(0.98, next.y)) };
    frame ||= requestAnimationFrame(() => { frame = 0; draw(); });
  }

  function pan(dx, dy) {
    look({ ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale });
    moved();
  }

  /** Zooms around a point of the plate, its middle unless another is given. */
  function zoom(factor, [px, py] = [size.w / 2, size.h / 2]) {
    const scale = Math.max(LEAST, Math.min(MOST, view.scale * factor));
    const [dx, dy] = [px - size.w / 2, py - size.h / 2];
    look({ scale, x: view.x + dx / view.scale - dx / scale, y: view.y + dy / view.scale - dy / scale });
    moved();
  }

  /** Shows the origin and every store of the list. */
  function fit() {
    const { origin, places } = world;
    const geos = places.map(({ location }) => location.geo).filter(Boolean);
    if (!origin && !geos.length) return;
    const middle = project(origin?.geo ?? geos[0]);
    const near = geos.map((geo) => project(geo)).map(({ x, y }) => [x - middle.x - Math.round(x - middle.x), y - middle.y]);
    const xs = [0, ...near.map(([x]) => x)];
    const ys = [0, ...near.map(([, y]) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const scale = Math.min(
      (size.w - 2 * FIT_MARGIN) / Math.max(right - left, 2e-5),
      (size.h - 2 * FIT_MARGIN) / Math.max(bottom - top, 2e-5),
    );
    look({ x: middle.x + (left + right) / 2, y: middle.y + (top + bottom) / 2, scale });
  }

  function rings() {
    const { origin, miles, speak } = world;
    const corner = halfDiagonal(view, size);
    const step = ringStep(corner, miles);
    return [1, 2, 3, 4].flatMap((n) => {
      const around = circle(origin.geo, n * step);
      const seen = around.map(onScreen).find(([x, y]) => x > EDGE && y > EDGE && x < size.w - EDGE && y < size.h - EDGE);
      const label = seen && s('text', { class: 'far', x: seen[0], y: seen[1] + 4 }, speak.distance(n * step, miles ? 'US' : ''));
      return [s('path', { class: 'ring', d: outline(around) }), label ?? ''];
    });
  }

  function marker(result, rank) {
    const { location, open } = result;
    const [x, y] = onScreen(location.geo);
    return s('g', { class: `pin ${open.state}`, 'data-id': location.id, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
      s('title', null, location.name),
      s('circle', { class: 'reach', r: 14 }),
      s('circle', { class: 'dot', r: rank ? 11 : 5 }),
      rank ? s('text', { dy: '.36em' }, String(rank)) : null);
  }

  function draw() {
    if (!view || !world.speak) return;
    const { origin, places, pins } = world;
    const listed = new Set(places.map(({ location }) => location.id));
    const others = pins.filter(({ location }) => location.geo && !listed.has(location.id));
    const marks = places.map((result, at) => (result.location.geo ? marker(result, at + 1) : null)).filter(Boolean);
    drawing.replaceChildren(
      ...(origin ? [
        origin.boundary?.length ? s('path', { class: 'cell', d: outline(origin.boundary) })
          : origin.accuracy_m > 0 ? s('path', { class: 'unsure', d: outline(circle(origin.geo, origin.accuracy_m)) }) : '',
        ...rings(),
        s('circle', { class: 'me', r: 6, cx: onScreen(origin.geo)[0], cy: onScreen(origin.geo)[1] }),
      ] : []),
      ...others.map((result) => marker(result)),
      ...marks.reverse(),
    );
    light(world.lit, world.picked);
  }

  /** Pins are marked where they stand: one that is made anew loses the pointer that is over it. */
  function light(lit, picked) {
    Object.assign(world, { lit, picked });
    for (const pin of drawing.querySelectorAll('.pin')) {
      pin.classList.toggle('lit', pin.dataset.id === lit);
      pin.classList.toggle('picked', pin.dataset.id === picked);
    }
  }

  listen(plate, { pan, zoom, fit, onpoint, pick: onpick, hold: () => Boolean(view) });
  new ResizeObserver(([{ contentRect: { width, height } }]) => {
    if (!width || !height) return;
    Object.assign(size, { w: width, h: height });
    set(drawing, 'viewBox', `0 0 ${width} ${height}`);
    if (view && !element.dataset.moved) fit();
    draw();
  }).observe(plate);

  return {
    element,
    plate,
    tools,
    light,
    /** Draws what has changed; with `anew` everything is brought into view. */
    show(change, anew = false) {
      world = { ...world, ...change };
      if (anew || !view) fit();
      draw();
    },
  };
}

/** Pointers, a wheel and keys, told as pans, zooms and picks. */
function listen(plate, { pan, zoom, fit, pick, onpoint, hold }) {
  const held = new Map();
  let travelled = 0;
  const at = ({ clientX, clientY }) => {
    const box = plate.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  };
  const idOf = (event) => event.target.closest?.('[data-id]')?.dataset.id ?? null;
  const span = () => {
    const [[ax, ay], [bx, by]] = [...held.values()];
    return { wide: Math.hypot(ax - bx, ay - by), middle: [(ax + bx) / 2, (ay + by) / 2] };
  };
  plate.addEventListener('pointerdown', (event) => {
    if (!hold() || event.button) return;
    travelled = 0;
    held.set(event.pointerId, at(event));
    plate.dataset.pressed = idOf(event) ?? '';
  });
  plate.addEventListener('pointermove', (event) => {
    if (!held.has(event.pointerId)) return onpoint(idOf(event));
    const before = held.size === 2 ? span() : null;
    const [x, y] = held.get(event.pointerId);
    const now = at(event);
    held.set(event.pointerId, now);
    travelled += Math.hypot(now[0] - x, now[1] - y);
    if (travelled < TAP) return undefined;
    if (!plate.hasPointerCapture(event.pointerId)) plate.setPointerCapture(event.pointerId);
    if (before) {
      const after = span();
      if (before.wide) zoom(after.wide / before.wide, after.middle);
      return pan(after.middle[0] - before.middle[0], after.middle[1] - before.middle[1]);
    }
    return pan(now[0] - x, now[1] - y);
  });
  const release = (event) => {
    if (held.delete(event.pointerId) && event.type === 'pointerup' && travelled < TAP && plate.dataset.pressed) pick(plate.dataset.pressed);
  };
  for (const name of ['pointerup', 'pointercancel']) plate.addEventListener(name, release);
  plate.addEventListener('pointerleave', () => onpoint(null));
  plate.addEventListener('wheel', (event) => {
    if (!hold()) return;
    event.preventDefault();
    zoom(2 ** (-event.deltaY / (event.ctrlKey ? 100 : 300)), at(event));
  }, { passive: false });
  plate.addEventListener('keydown', (event) => {
    const keys = {
      ArrowLeft: () => pan(STEP, 0), ArrowRight: () => pan(-STEP, 0), ArrowUp: () => pan(0, STEP), ArrowDown: () => pan(0, -STEP),
      '+': () => zoom(2), '=': () => zoom(2), '-': () => zoom(0.5), 0: fit,
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey || !hold()) return;
    event.preventDefault();
    keys[event.key]();
  });
}
