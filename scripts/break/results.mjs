// Where the figures of a run are kept, by part, until that part is run again.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot } from '../project.mjs';
import { machine } from './machine.mjs';

const FILE = inRoot('.nigh', 'break', 'results.json');
/** The file, as it is told to a reader. */
export const RESULTS = '.nigh/break/results.json';

/** `{machine, parts: {name: {at, bounded, seconds, failures, figures, rows, text}}}`. */
export function kept() {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : { machine: machine(), parts: {} };
}

/** Keeps a part's figures in place of those of an earlier run. */
export function keep(name, result) {
  const results = { machine: machine(), parts: { ...kept().parts, [name]: result } };
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(results, null, 2)}\n`);
}
