// A publisher as `nigh publish` is one: pages, then names, then the head; and later what nobody needs any more goes.
import { readFileSync } from 'node:fs';

/** A head is seen everywhere after 45 s; what it replaced may go after this. */
const KEPT_MS = 65_000;
/** Values written at once. */
const BATCH = 50;

/**
 * Publishes nights over and over, from the first: `{next(), prune(), state}`. `state.pruned` holds the ids of
 * snapshots that have ever gone; `published` and `removed` count nights and values.
 */
export async function startPublisher(kv, nights) {
  const state = { at: -1, pruned: new Set(), published: 0, removed: 0 };
  const there = new Set();
  /** When each night was replaced; it is absent while it is current, or gone. */
  const replaced = new Map();
  const next = async () => {
    const former = nights[state.at];
    state.at = (state.at + 1) % nights.length;
    const night = nights[state.at];
    const by = (pattern) => night.pages.filter(({ key }) => pattern.test(key));
    await write(kv, by(/^[pm]\//).filter(({ key }) => !there.has(key)), there);
    await write(kv, by(/^(?![pm]\/|head$)/), there);
    await write(kv, by(/^head$/), there);
    replaced.delete(night);
    if (former !== undefined) replaced.set(former, Date.now());
    state.published += 1;
  };
  const prune = async () => {
    const going = [...replaced].filter(([, since]) => Date.now() - since > KEPT_MS).map(([night]) => night);
    const kept = new Set(nights.filter((night) => night === nights[state.at] || (replaced.has(night) && !going.includes(night)))
      .flatMap(({ pages }) => pages.map(({ key }) => key)));
    for (const night of going) {
      replaced.delete(night);
      state.pruned.add(night.id);
      const keys = night.pages.map(({ key }) => key).filter((key) => there.has(key) && !kept.has(key));
      keys.forEach((key) => there.delete(key));
      state.removed += keys.length;
      await kv.remove(keys);
    }
  };
  await next();
  return { next, prune, state };
}

async function write(kv, pages, there) {
  for (let at = 0; at < pages.length; at += BATCH) {
    const some = pages.slice(at, at + BATCH);
    await kv.put(some.map(({ key, file }) => [key, readFileSync(file)]));
    some.forEach(({ key }) => there.add(key));
  }
}
