// What workerd wrote while it was broken: nothing in it may tell where a caller is, or a secret.

/** A secret that is bound to every Worker, and one that callers send along. */
export const BOUND = 'bound-secret-4f1d0c7be2';
export const SENT = 'sent-secret-9a03be55d1';
/** Headers as a caller's client adds them: none of nigh's business. */
export const SECRET_HEADERS = { authorization: `Bearer ${SENT}`, cookie: `session=${SENT}` };

/** Numbers that are finer than two decimals, as degrees of a position are. */
const FINE = /(?<![\w.])-?\d{1,3}\.\d{3,}(?!\w|\.\d)/g;

/** What is wrong with log lines, given the paths that were asked: a sentence each. */
export function leaks(lines, paths) {
  const positions = sentPositions(paths);
  return lines.flatMap((line) => {
    const found = secretsIn(line);
    const fine = (line.match(FINE) ?? []).filter((number) => Math.abs(Number(number)) <= 180);
    if (fine.length > 0) found.push(`a number as fine as a position: ${fine[0]}`);
    const sent = positions.find((position) => line.includes(position));
    if (sent !== undefined) found.push(`a position that was sent: ${sent}`);
    return found.map((what) => `a log line holds ${what}: ${line.slice(0, 300)}`);
  });
}

/** The secrets that a text holds, in words. */
export function secretsIn(text) {
  return [BOUND, SENT].filter((secret) => text.includes(secret)).map((secret) => `the secret ${secret}`);
}

/** Latitudes and longitudes of all paths, cut to three decimals: whoever tells more tells these. */
function sentPositions(paths) {
  const all = paths.flatMap((path) => [...path.matchAll(/[?&](?:lat|lng)=(-?\d+\.\d{3})/g)].map(([, number]) => number));
  return [...new Set(all)];
}
