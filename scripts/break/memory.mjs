// Whether a process grows: its private bytes over time, by the least of what it had in a while.

/**
 * For V8: collect garbage soon. Left alone it keeps hundreds of megabytes, those of a Worker that does nothing, too,
 * and a leak hides among them.
 */
export const EAGER_GC = ['--gc-global', '--max-semi-space-size=1'];

const EVERY_MS = 2_000;
const MB = 1e6;
/** Warm is who has lived for this share of the run: by then every snapshot was served, and its pages are remembered. */
const WARM = 0.4;
/** The least of the samples of so large a share of the run is compared: garbage comes and goes. */
const WINDOW = 0.2;
/** What a warm process may grow by: a share of what it has, and bytes. */
const BOUND = { share: 0.05, bytes: 2 * MB };
/** A run of minutes sees new snapshots to its end: what they bring into memory is no leak. */
const UNSETTLED_BYTES = 24 * MB;

/** Samples a process' bytes until `end()`, which gives them: `[{atMs, bytes}]`. */
export function watchMemory(bytes) {
  const began = performance.now();
  const samples = [];
  const take = () => samples.push({ atMs: performance.now() - began, bytes: bytes() });
  take();
  const timer = setInterval(take, EVERY_MS);
  return { end: () => { clearInterval(timer); take(); return samples; } };
}

/** `{failure, figures}`: a failure in words, or null. `isSettled` says that all snapshots were seen before it was warm. */
export function growth(samples, isSettled = true) {
  const whole = samples.at(-1).atMs;
  const least = (from, to) => Math.min(...samples.filter(({ atMs }) => atMs >= from * whole && atMs <= to * whole).map(({ bytes }) => bytes));
  const warm = least(WARM, WARM + WINDOW);
  const end = least(1 - WINDOW, 1);
  const most = warm * (1 + BOUND.share) + (isSettled ? BOUND.bytes : UNSETTLED_BYTES);
  const mb = (bytes) => (bytes / MB).toFixed(1);
  return {
    failure: end > most ? `a process grew from ${mb(warm)} to ${mb(end)} MB; at most ${mb(most)} was expected` : null,
    figures: {
      'private MB at the start': mb(samples[0].bytes),
      'private MB when warm': mb(warm),
      'private MB at the end': mb(end),
      'most private MB': mb(Math.max(...samples.map(({ bytes }) => bytes))),
      'private MB allowed at the end': mb(most),
    },
  };
}
