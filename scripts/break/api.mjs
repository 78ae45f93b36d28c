// The API against its own contract: schemathesis makes requests up from the OpenAPI that is served and checks every reply.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporary } from '../lab/command-line.mjs';
import { startKv } from '../lab/kv.mjs';
import { inRoot } from '../project.mjs';
import { ensurePythonTools, schemathesis } from '../python-tools.mjs';
import { closing } from './closing.mjs';
import { leaks } from './logs.mjs';
import { compileNights } from './nights.mjs';
import { startSite } from './site.mjs';

const RULES = inRoot('tests', 'e2e', 'api_rules.py');
const CONFIG = inRoot('tests', 'e2e', 'schemathesis.toml');
/** What /v1/places completes. */
const PLACES = inRoot('fixtures', 'places');
/** Requests at least, and made-up examples of each operation in a round of its own seed. */
const FULL = { requests: 20_000, examples: 400, phases: 'examples,coverage,fuzzing,stateful' };
const BOUNDED = { requests: 1_000, examples: 60, phases: 'examples,coverage,fuzzing' };

/** Resolves to `{failures, figures, rows, skipped}`: `skipped` says why nothing was asked, outside CI only. */
export async function api({ bounded = false, say = () => {} } = {}) {
  const skipped = await ensurePythonTools();
  if (skipped !== null) return { failures: [], figures: { skipped }, skipped };
  const order = bounded ? BOUNDED : FULL;
  return closing(async (keep) => {
    const folder = temporary('api');
    await keep({ remove: () => rmSync(folder, { recursive: true, force: true }) });
    const world = await keep(compileNights(1, { stores: 1_000, items: 300, rows: 20_000, places: PLACES }));
    const kv = await keep(startKv());
    await kv.load(world.nights[0].folder);
    const site = await keep(startSite(kv.port));
    const rounds = [];
    const count = () => rounds.reduce((sum, { cases }) => sum + cases, 0);
    while (count() < order.requests && rounds.every(({ failures }) => failures.length === 0)) {
      rounds.push(await round(rounds.length + 1, order, { folder, site, item: world.items[0].id }));
      say(`round ${rounds.length}: ${count()} requests`);
    }
    const failures = [...rounds.flatMap((one) => one.failures), ...leaks(site.log(), [])];
    return { failures, figures: { requests: count(), rounds: rounds.length, failures: failures.length, operations: rounds[0].operations, phases: order.phases } };
  });
}

async function round(seed, { examples, phases }, { folder, site, item }) {
  const report = join(folder, `report-${seed}.json`);
  const { code, output } = await run([
    '--config-file', CONFIG, 'run', inRoot('src', 'edge', 'openapi.json'), '--url', `http://127.0.0.1:${site.port()}`, '--checks', 'all', '--phases', phases,
    '--max-examples', String(examples), '--seed', String(seed), '--generation-database', 'none', '--continue-on-failure',
    '--report', 'json', '--report-json-path', report, '--no-color',
  ], folder, item);
  const { test_cases: cases, operations } = told(report);
  const failures = code === 0 && cases.errored === 0 ? [] : [`schemathesis, seed ${seed} (${code}):\n${readable(output)}`];
  return { failures, cases: cases.generated, operations: operations.tested };
}

/** The end of it, without the whole of the longest URLs. */
const readable = (output) => output.split('\n').map((line) => (line.length > 500 ? `${line.slice(0, 500)}…` : line)).join('\n').slice(-8_000);

/** Its report; where it gave none, that is an error. */
function told(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { test_cases: { generated: 0, errored: 1 }, operations: { tested: 0 } };
  }
}

function run(args, cwd, item) {
  const env = {
    ...process.env,
    SCHEMATHESIS_HOOKS: 'api_rules',
    PYTHONPATH: dirname(RULES),
    PYTHONDONTWRITEBYTECODE: '1',
    NIGH_API_AT: `${new Date().toISOString().slice(0, 10)}T12:00:00Z`,
    NIGH_API_ITEM: item,
  };
  return new Promise((resolve) => {
    const child = spawn(schemathesis, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = [];
    for (const output of [child.stdout, child.stderr]) output.on('data', (part) => parts.push(part));
    child.once('error', (error) => resolve({ code: error.message, output: '' }));
    child.once('close', (code) => resolve({ code, output: Buffer.concat(parts).toString() }));
  });
}
