// What docs/benchmarks.md says around its tables.
export const HEADER = `# Benchmarks

\`npm run bench\` made this page: nigh in workerd, beside Workers that do nothing (the floor) and two peers that do the
same in JavaScript. Read ratios rather than absolutes; medians with their range in brackets.`;

/** Why some goals are hard; without figures, which the tables have. */
export const HARD = `Where goals are missed:

- **Warm.** No part of a request stands out any more (see below): its work is spread over the search, JSON, hours,
  distances and stock. The best peer keeps parsed rows of stock as objects, where nigh looks for a row among encoded
  columns, so that it gains less on it than with \`go\`.
- **Hot, \`buy\`.** Most questions take one round. What they take beside it is CPU: an empty isolate unpacks a page of
  stock for one item of it, of tens of thousands of stores.
- **Gets.** How finely stores, items and stock are cut only the manifest says, so who goes guesses five names, and who
  buys seven, to be right with one of each kind. What a second round reads comes on top.
- **A million stores.** Stores lie side by side instead of in islands, and pages are as large as ever, so a question
  meets more of them; each store has ten items of 200 instead of a hundred, so more stores are passed by.
  Stock of so many is in districts, which have no names.
- **Start.** V8 validates all of the wasm before any of it runs, and it is copied some times on its way there; hello-world
  has much less of it.
- **Native.** A snapshot is searched by pages, blocks of a page and rows, with hours and prices in mind; a k-d tree
  knows points alone.`;

export const METHOD = `## How it was measured

- **Workers.** Plain \`workerd serve\`, without wrangler's or Miniflare's proxy. The floor: hello-world in JavaScript and in
  Rust, and a Rust Worker that answers with a reply of nigh of median length, body and headers, from a constant; the Rust
  ones are compiled as nigh is, and written as the \`worker\` crate's documentation says. nigh itself takes a request
  from JavaScript and gives a response to it in fewer steps than that crate: some of its work is paid for by this.
- **Peers.** \`benches/peer/plain.mjs\` is what one writes in a day: stores as JSON by H3 cell, stock by item and cell, rings
  of cells until ten stores are found, \`Intl\` for local hours. \`best.mjs\` is what a second day adds: an index of the cells
  that are not empty, bulk gets, 32 MB of parsed pages kept in the isolate, local time computed once, stock by item and
  coarse cell. Both are bundled and minified. Replies have the members that
  nigh's have by default; when an order is ready is a rule of thumb.
- **Questions.** 400 of each kind, seeded: from 4 km at the mean around stores, one in twenty from anywhere on Earth;
  by day. \`go\`: the ten nearest that are open; \`buy\`: the ten nearest that have one of 200 items; both within 50 km.
- **Warm.** The first 150 of them (12 of a million stores), again and again: so many, from all over the world, that what
  nigh reads for them fits into the 32 MB that isolates keep; what others read again is under KV reads. Each contender has a process of its own, and they take turns in
  bursts of seconds. Load comes from a process of its own over kept connections.
- **Hot and cold.** KV is a process that holds the values and draws each get's latency from a log-normal distribution.
  Sixty isolates of a process at a time; the code has run in another isolate of the process, which has been asked 300
  questions; every isolate has been woken by a request that reads nothing. Then each is asked one question. Right after
  it an empty isolate of a small JavaScript Worker gets the keys that nigh gets for it, each by a get of its own, all at
  once, and waits for each. nigh does not wait for guesses that are not there, so it may take less.
  Cold questions are eight at a time, hot ones one at a time.`;

export const LIMITS = `## Limits

- The KV here answers as fast as the distribution says whatever the size of a value, and has no cache of its own: on
  Cloudflare a key that others read nearby is there at once.
- Isolates of a process share compiled wasm, but not what V8 has learnt of JavaScript: the peers' first question runs
  unoptimised code, as it does where an isolate is new.
- The latencies of hot and cold are a model of another's measurements of a deployed Worker, not a measurement of nigh's own.
- The plain peer is not asked of a million stores: its pages would be megabytes each.
- One machine runs workerd, KV and the load: latencies under 16 connections say more about it than about Workers, which
  is why percentiles are those of one connection.`;
