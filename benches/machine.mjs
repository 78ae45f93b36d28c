// What it was measured on, and with.
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { createRequire } from 'node:module';
import { answer } from '../scripts/process.mjs';
import { inRoot } from '../scripts/project.mjs';

const require = createRequire(inRoot('package.json'));

/** Processor, cores, memory, and how busy it was in the last minute. */
export function machine() {
  const cores = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return { cpu: cores[0].model.trim(), cores: cores.length, memoryGb, load: loadavg()[0] };
}

/** Versions of everything that has a part in it. */
export function versions() {
  const crate = (name) => new RegExp(`^${name} = .*?"=([\\d.]+)"`, 'm').exec(readFileSync(inRoot('Cargo.toml'), 'utf8'))[1];
  const npm = (name) => JSON.parse(readFileSync(inRoot('node_modules', name, 'package.json'), 'utf8')).version;
  return {
    workerd: JSON.parse(readFileSync(require.resolve('workerd/package.json'), 'utf8')).version,
    node: process.versions.node, rustc: answer('rustc', ['--version']),
    worker: crate('worker'), 'h3-js': npm('h3-js'),
    commit: answer('git', ['-C', inRoot(), 'describe', '--always', '--dirty']),
  };
}
