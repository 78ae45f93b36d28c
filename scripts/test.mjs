// `npm test`: every check in order, a header each; the first that fails ends the run and is named.
// `npm test -- --only e2e` runs one step, `--only fmt,clippy` several.
import { readdirSync } from 'node:fs';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { checkLinters, checkPrerequisites } from './prerequisites.mjs';
import { answer, show } from './process.mjs';
import { inRoot, node22 } from './project.mjs';
import { ensurePythonTools } from './python-tools.mjs';
import { setup } from './setup.mjs';
import { Failure, duration, main, say } from './terminal.mjs';

const DENY_WARNINGS = ['--', '-D', 'warnings'];
const CLIPPY = ['clippy', '--all-targets', '--locked', ...DENY_WARNINGS];
const WASM = ['--lib', '--target', 'wasm32-unknown-unknown', '--locked'];
const E2E = 'tests/e2e';
/** Files of tests at once: of those that take longest one waits for a clock and one for other programs. */
const AT_ONCE = 2;

const STEPS = [
  { name: 'setup', what: 'npm packages, the wasm target, worker-build and wasm-bindgen, schemathesis, Chromium', run: prepare },
  { name: 'fmt', what: 'cargo fmt --check', run: () => show('cargo', ['fmt', '--check']) },
  { name: 'clippy', what: 'cargo clippy, native', run: () => show('cargo', CLIPPY) },
  { name: 'clippy-wasm', what: 'cargo clippy, wasm', run: lintWasm },
  { name: 'rust', what: 'cargo test', run: () => show('cargo', ['test', '--locked']) },
  { name: 'build', what: 'the command line and the Worker', run: async () => build(await setup()) },
  { name: 'e2e', what: 'the built Worker in workerd', run: endToEnd },
];

await main(async () => {
  const steps = chosen(process.argv.slice(2));
  checkPrerequisites();
  checkLinters();
  const since = Date.now();
  for (const [index, step] of steps.entries()) await runStep(step, `${index + 1}/${steps.length}`);
  const names = steps.map(({ name }) => name).join(', ');
  say(`\n${steps.length} of ${steps.length} steps passed in ${duration(Date.now() - since)}: ${names}`);
});

function chosen(args) {
  if (args.length === 0) return STEPS;
  const names = args[0] === '--only' ? (args[1] ?? '').split(',') : [];
  const known = STEPS.map(({ name }) => name);
  if (names.length === 0 || args.length > 2 || names.some((name) => !known.includes(name))) {
    throw new Failure(`Usage: npm test [-- --only STEP[,STEP]]; the steps are ${known.join(', ')}`);
  }
  return STEPS.filter(({ name }) => names.includes(name));
}

async function runStep({ name, what, run }, place) {
  const since = Date.now();
  say(`\n== ${place} ${name}: ${what}`);
  try {
    await run();
  } catch (error) {
    const reason = error.expected ? error.message : error.stack;
    throw new Failure(`Step ${name} failed after ${duration(Date.now() - since)}.\n${reason}`);
  }
  say(`== ${name} passed in ${duration(Date.now() - since)}`);
}

/** Without Python or Chromium tests of the last step are skipped; in CI that is a failure here. */
async function prepare() {
  await setup();
  const absent = await ensurePythonTools();
  if (absent !== null) say(`The API is not tested against its contract: ${absent}`);
  const unseen = await ensureChromium();
  if (unseen !== null) say(`Pages are not tested: ${unseen}`);
}

/** The wasm toolchain may be another than the native one and lack clippy: its compiler's warnings must do then. */
async function lintWasm() {
  const { name, env } = await setup();
  if (answer('cargo', ['clippy', '--version'], env) !== null) {
    await show('cargo', ['clippy', ...WASM, ...DENY_WARNINGS], { env });
    return;
  }
  say(`${name} has no clippy: cargo check with warnings as errors instead.`);
  await show('cargo', ['check', ...WASM], { env: { ...env, RUSTFLAGS: '-Dwarnings' } });
}

/** Builds first, which costs nothing after the step before: a stale Worker must not pass. */
async function endToEnd() {
  await build(await setup());
  const files = readdirSync(inRoot(E2E)).filter((name) => name.endsWith('.test.mjs')).sort();
  if (files.length === 0) throw new Failure(`No test in ${E2E}`);
  await show(node22, ['--test', `--test-concurrency=${AT_ONCE}`, ...files.map((name) => `${E2E}/${name}`)]);
}
