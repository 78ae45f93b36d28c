// The command line, and temporary folders for what it writes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot, nighBinary } from '../project.mjs';

/** Runs the command line, and returns what it prints on standard output. */
export function nigh(...args) {
  return execFileSync(nighBinary, args, { cwd: inRoot(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A new empty folder outside the checkout. */
export const temporary = (name) => mkdtempSync(join(tmpdir(), `nigh-${name}-`));
