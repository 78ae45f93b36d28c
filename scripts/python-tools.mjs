// schemathesis, which asks an API what its OpenAPI says: in a Python environment of this checkout alone, pinned with
// all that it brings.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, watch } from './process.mjs';
import { inRoot, toolsDir } from './project.mjs';
import { Failure } from './terminal.mjs';

const HOME = join(toolsDir, 'python');
const STAMP = join(HOME, '.requirements-sha256');
const REQUIREMENTS = inRoot('tests', 'e2e', 'requirements.txt');
const MINOR = 10;
const REMEDY = `Python 3.${MINOR} or newer with venv, for schemathesis: apt-get install python3 python3-venv`;

export const schemathesis = join(HOME, 'bin', 'schemathesis');

/**
 * Installs what is missing; null, or why it cannot be here. Only outside CI may it be absent: there it is a failure.
 */
export async function ensurePythonTools() {
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted && existsSync(schemathesis)) return null;
  const absent = missing();
  if (absent !== null && process.env.CI) throw new Failure(absent);
  if (absent !== null) return absent;
  rmSync(HOME, { recursive: true, force: true });
  await watch('a Python environment', '5 s', 'python3', ['-m', 'venv', HOME]);
  await watch('schemathesis', '10 to 40 s', join(HOME, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  writeFileSync(STAMP, wanted);
  return null;
}

/** Debian parts `venv` and the `ensurepip` that it needs from Python itself. */
function missing() {
  const version = answer('python3', ['--version']);
  if (version === null) return `python3 is missing. ${REMEDY}`;
  if (Number(/3\.(\d+)/.exec(version)?.[1] ?? 0) < MINOR) return `This is ${version}. ${REMEDY}`;
  return answer('python3', ['-c', 'import venv, ensurepip']) === null ? `This ${version} has no venv. ${REMEDY}` : null;
}
