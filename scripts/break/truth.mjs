// Whether a reply may be believed: what it says of itself must be so.

/** A question waits so long for all its reads, whatever KV does. */
const READS_MS = 10_000;
/** No reply comes later than this: what is above the reads is to compute, and for isolates to take turns. */
export const DEADLINE_MS = READS_MS + 5_000;
/** Kinds of faults that are told. */
const TOLD = 10;

/** Whether a reply is too late, by more than the machine kept everybody waiting at the same time. */
export const isLate = ({ ms }, stalls) => ms > DEADLINE_MS && ms - stalls.during(performance.now() - ms) > DEADLINE_MS;

/**
 * What became of a question: `{outcome, wrong}`. `outcome` is `complete`, `incomplete`, `unavailable` (503), `gone`
 * (409) or `refused`; `wrong` says in words what may not be, and is null where all is well.
 */
export async function judged(asked, reply, reference) {
  if (isLate(reply, reference.stalls)) return { outcome: 'late', wrong: `after ${Math.round(reply.ms)} ms` };
  const control = reply.headers['cache-control'] ?? '';
  switch (reply.status) {
    case 200: return good(asked, reply, control, reference);
    case 503: return { outcome: 'unavailable', wrong: unavailable(reply, control) };
    case 409: return { outcome: 'gone', wrong: asked.kind === 'cursor' ? null : 'gone, without a cursor' };
    case 400: case 404: return { outcome: 'refused', wrong: await differs(reply, asked, reference, reference.ids) };
    default: return { outcome: 'other', wrong: `status ${reply.status}: ${reply.body.slice(0, 200)}` };
  }
}

async function good(asked, reply, control, reference) {
  const said = /"complete":(true|false)/.exec(reply.body)?.[1] ?? null;
  const isComplete = control !== 'no-store';
  if (said !== null && (said === 'true') !== isComplete) return { outcome: 'other', wrong: `complete: ${said}, and ${control}` };
  if (!isComplete) return { outcome: 'incomplete', wrong: asked.kind === 'store' ? 'half a store' : null };
  const of = snapshotOf(reply.body);
  if (of !== null && !reference.ids.includes(of)) return { outcome: 'complete', wrong: `of no snapshot that there was: ${of}` };
  if (asked.of !== undefined && of !== null && of !== asked.of) return { outcome: 'complete', wrong: `a cursor of ${asked.of}, answered from ${of}` };
  const its = asked.of ?? of;
  const ids = its === null ? reference.ids : [its];
  return { outcome: 'complete', wrong: await differs(reply, asked, reference, ids) };
}

/** The snapshot that a reply says it is of; JSON-LD does not say. */
export const snapshotOf = (body) => /"snapshot":\{"id":"([0-9a-f]+)"/.exec(body)?.[1] ?? null;

function unavailable({ headers }, control) {
  if (!(Number(headers['retry-after']) > 0)) return 'a 503 without Retry-After';
  if (control !== 'no-store') return `a 503 that may be kept: ${control}`;
  return headers['content-type'] === 'application/problem+json' ? null : `a 503 of type ${headers['content-type']}`;
}

/** Null if one of the snapshots gives the very same reply. */
async function differs(reply, asked, reference, ids) {
  const kept = (of) => [of.status, of.headers['content-type'], of.headers.etag, of.body].join('\n');
  const truths = await Promise.all(ids.map((id) => reference.answer(id, asked)));
  if (truths.some((truth) => kept(truth) === kept(reply))) return null;
  return `not the answer of ${ids.join(' or ')}: ${reply.body.slice(0, 300)} … in its place ${truths[0].body.slice(0, 300)}`;
}

/** Of each kind of fault, told apart by its words, one example and how many there were. */
export function told(wrong) {
  const kinds = new Map();
  for (const what of wrong) {
    const kind = what.replace(/^\S+: /, '').replace(/[\d.]+/g, '#').slice(0, 60);
    kinds.set(kind, [...(kinds.get(kind) ?? []), what]);
  }
  return [...kinds.values()].map((all) => (all.length > 1 ? `${all.length} times: ${all[0]}` : all[0])).slice(0, TOLD);
}
