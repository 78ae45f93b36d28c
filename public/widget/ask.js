// One request to the API, and what may come of it.

/** Why there is no answer: `offline`, `failed`, or what a part of the widget says; with the API's problem, if it sent one. */
export class NoAnswer extends Error {
  constructor(kind, problem = null) {
    super(kind);
    this.kind = kind;
    this.problem = problem;
  }
}

/** The body of an answer. Who aborts gets the abort. No cookies, no referrer. */
export async function ask(url, signal) {
  try {
    const response = await fetch(url, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
    const body = await response.json();
    if (response.ok) return body;
    throw new NoAnswer('failed', body);
  } catch (error) {
    if (signal.aborted || error instanceof NoAnswer) throw error;
    throw new NoAnswer(navigator.onLine ? 'failed' : 'offline');
  }
}

/** A slot for one request at a time: a newer one ends the one before. */
export function slot() {
  let running = null;
  return () => {
    running?.abort();
    running = new AbortController();
    return running.signal;
  };
}
