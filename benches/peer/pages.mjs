// Parsed values of KV, kept in the isolate up to so many bytes of text, the least recently used dropped first.
const BULK = 100;

export class Pages {
  #kept = new Map();
  #bytes = 0;
  #limit;

  constructor(limit) {
    this.#limit = limit;
  }

  /** One value. */
  async one(kv, key) {
    const kept = this.#take(key);
    if (kept !== undefined) return kept;
    return this.#keep(key, await kv.get(key, 'text'));
  }

  /** Several, those that are missing by bulk gets, all at once. */
  async all(kv, keys) {
    const values = new Map();
    const missing = [];
    for (const key of keys) {
      const kept = this.#take(key);
      if (kept === undefined) missing.push(key);
      else values.set(key, kept);
    }
    const reads = [];
    for (let from = 0; from < missing.length; from += BULK) reads.push(kv.get(missing.slice(from, from + BULK), 'text'));
    for (const read of await Promise.all(reads)) {
      for (const [key, text] of read) values.set(key, this.#keep(key, text));
    }
    return keys.map((key) => values.get(key));
  }

  #take(key) {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.value;
  }

  #keep(key, text) {
    const value = JSON.parse(text);
    const before = this.#kept.get(key);
    if (before !== undefined) this.#bytes -= before.bytes;
    this.#kept.set(key, { value, bytes: text.length });
    this.#bytes += text.length;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#limit) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
    return value;
  }
}
