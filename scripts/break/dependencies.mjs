// Dependencies: licences, sources and bans of all crates, and known weaknesses where their lists can be reached.
import { spawnSync } from 'node:child_process';
import { ensureCargoTools, toolPath } from '../cargo-tools.mjs';
import { cargoDeny, inRoot } from '../project.mjs';

/** What says that a list cannot be had, and not that something is wrong. */
const UNREACHABLE = /failed to (fetch|open|clone)|unable to (fetch|clone)|could not resolve|network|timed? ?out|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|E40[0-9]|E50[0-9]|audit endpoint returned an error|not implemented/i;
const LIMIT_MS = 120_000;

/** Resolves to `{failures, figures}`; a list that is not reachable from here is said to be skipped. */
export async function dependencies(say) {
  await ensureCargoTools([cargoDeny]);
  const deny = (...checks) => [toolPath('cargo-deny'), ['--locked', 'check', ...checks]];
  const results = [
    ['licences, bans and sources of crates', ...deny('licenses', 'bans', 'sources'), false],
    ['advisories of crates', ...deny('advisories'), true],
    ['npm audit', 'npm', ['audit', '--audit=true', '--omit=optional'], true],
  ].map(([what, command, args, mayBeUnreachable]) => ({ what, ...outcome(what, command, args, mayBeUnreachable) }));
  results.forEach(({ what, figure }) => say(`${what}: ${figure}`));
  return {
    failures: results.map(({ failure }) => failure).filter((failure) => failure !== null),
    figures: Object.fromEntries(results.map(({ what, figure }) => [what, figure])),
  };
}

function outcome(what, command, args, mayBeUnreachable) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: inRoot(), encoding: 'utf8', timeout: LIMIT_MS });
  if (status === 0) return { figure: 'held', failure: null };
  const said = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
  if (mayBeUnreachable && UNREACHABLE.test(said)) return { figure: 'skipped: unreachable', failure: null };
  return { figure: 'FAILED', failure: `${what}: ${said.slice(-4_000)}` };
}
