// Dependencies: licences, sources and bans of all crates, and known weaknesses where their lists can be reached.
import { spawnSync } from 'node:child_process';
import { ensureCargoTools, toolPath } from '../cargo-tools.mjs';
import { cargoDeny, inRoot } from '../project.mjs';

/** What each says when its list cannot be had, which is not that something is wrong. */
const NO_ADVISORIES = /failed to fetch advisory database/;
const NO_AUDIT = /audit endpoint returned an error|ENOTFOUND|ECONNREFUSED|EAI_AGAIN/;
/** Cargo may have to wait for another one's lock. */
const LIMIT_MS = 600_000;

/** Resolves to `{failures, figures}`; a list that is not reachable from here is said to be skipped. */
export async function dependencies(say) {
  await ensureCargoTools([cargoDeny]);
  const deny = (...checks) => [toolPath('cargo-deny'), ['--locked', 'check', ...checks]];
  const results = [
    ['licences, bans and sources of crates', ...deny('licenses', 'bans', 'sources'), null],
    ['advisories of crates', ...deny('advisories'), NO_ADVISORIES],
    ['npm audit', 'npm', ['audit', '--audit=true', '--omit=optional'], NO_AUDIT],
  ].map(([what, command, args, unreachable]) => ({ what, ...outcome(what, command, args, unreachable) }));
  results.forEach(({ what, figure }) => say(`${what}: ${figure}`));
  return {
    failures: results.map(({ failure }) => failure).filter((failure) => failure !== null),
    figures: Object.fromEntries(results.map(({ what, figure }) => [what, figure])),
  };
}

function outcome(what, command, args, unreachable) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: inRoot(), encoding: 'utf8', timeout: LIMIT_MS });
  if (status === 0) return { figure: 'held', failure: null };
  const said = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
  if (unreachable?.test(said)) return { figure: 'skipped: unreachable', failure: null };
  return { figure: 'FAILED', failure: `${what}: ${said.slice(-4_000)}` };
}
