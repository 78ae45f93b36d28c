// What a run ran on.
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { answer } from '../process.mjs';
import { inRoot } from '../project.mjs';

/** The machine, the versions, and the commit that was broken. */
export function machine() {
  const npm = (name) => JSON.parse(readFileSync(inRoot('node_modules', name, 'package.json'), 'utf8')).version;
  return {
    processor: `${cpus().length} × ${cpus()[0].model}`,
    'memory, GB': Math.round(totalmem() / 2 ** 30),
    workerd: npm('workerd'),
    node: process.version,
    rustc: answer('rustc', ['--version']) ?? 'none',
    commit: answer('git', ['rev-parse', '--short', 'HEAD']) ?? 'none',
  };
}
