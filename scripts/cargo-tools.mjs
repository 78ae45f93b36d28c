// worker-build and wasm-bindgen, installed once for this checkout, at exactly the pinned versions.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { watch } from './process.mjs';
import { cargoTools, toolsDir } from './project.mjs';

/** They run for seconds: compiling them fast matters more than how fast they run. */
const FAST_COMPILE = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '256',
};

/** Installs those that are not there at their versions. */
export async function ensureCargoTools(tools = cargoTools) {
  const missing = tools.filter((tool) => !installed(tool));
  const target = join(toolsDir, 'target');
  for (const tool of missing) await install(tool, target);
  rmSync(target, { recursive: true, force: true });
}

export const toolPath = (binary) => join(toolsDir, 'bin', binary);

/** Cargo keeps its own record of what it has installed, with the version. */
function installed({ name, version, binary }) {
  const record = join(toolsDir, '.crates.toml');
  return existsSync(record) && existsSync(toolPath(binary)) &&
    readFileSync(record, 'utf8').includes(`"${name} ${version} `);
}

async function install({ name, version, binary, expected }, target) {
  const args = ['install', '--locked', '--root', toolsDir, '--version', version, name, '--bin', binary];
  const env = { ...process.env, ...FAST_COMPILE, CARGO_TARGET_DIR: target };
  await watch(`${name} ${version}`, expected, 'cargo', args, { env });
}
