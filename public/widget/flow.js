// A list whose members move to their new places instead of jumping there.
import { calm } from './dom.js';

const MOVE = { duration: 420, easing: 'cubic-bezier(.2,.7,.2,1)' };
const COME = { duration: 260, easing: 'ease-out' };

/** Puts new items, each with a `data-id`, in the place of those that a list has; focus and what is unfolded stay. */
export function flow(list, items) {
  const before = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const tops = new Map([...before].map(([id, item]) => [id, item.offsetTop]));
  const focused = list.getRootNode().activeElement;
  const holder = focused?.closest?.('[data-id]');
  const place = holder && list.contains(holder) ? [holder.dataset.id, stops(holder).indexOf(focused)] : null;
  list.replaceChildren(...items);
  for (const item of items) {
    const fold = item.querySelector('details');
    if (fold && before.get(item.dataset.id)?.querySelector('details')?.open) fold.open = true;
  }
  if (place) stops(items.find((item) => item.dataset.id === place[0]))[place[1]]?.focus({ preventScroll: true });
  if (!before.size || calm()) return;
  for (const item of items) {
    const top = tops.get(item.dataset.id);
    if (top === undefined) item.animate([{ opacity: 0 }, { opacity: 1 }], COME);
    else if (top !== item.offsetTop) item.animate([{ transform: `translateY(${top - item.offsetTop}px)` }, { transform: 'none' }], MOVE);
  }
}

const stops = (item) => [...(item?.querySelectorAll('button, a, summary') ?? [])];
