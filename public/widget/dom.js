// Elements, made in one expression each. Nothing here parses markup: texts stay texts.

/**
 * An element: `on…` members are listeners, null and false members are left out, true ones are empty attributes. A `part`
 * is its class as well.
 */
export const h = (tag, members, ...children) => grown(document.createElement(tag), members, children);

/** The same for a drawing. */
export const s = (tag, members, ...children) =>
  grown(document.createElementNS('http://www.w3.org/2000/svg', tag), members, children);

function grown(element, members, children) {
  if (members?.part) set(element, 'class', members.part);
  for (const [name, value] of Object.entries(members ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else set(element, name, value);
  }
  element.append(...children.flat(9).filter((child) => child || child === 0));
  return element;
}

/** Sets an attribute, or takes it away. */
export function set(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : value);
}

/** A button that submits nothing. */
export const button = (members, ...children) => h('button', { type: 'button', ...members }, ...children);

/** A small drawing that says nothing to those who do not see it. */
export const icon = (path) =>
  s('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, s('path', { d: path }));

export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Calls `body` once it has not been asked to for a while. */
export function settled(body, wait_ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(body, wait_ms, ...args);
  };
}
