// workerd itself, without a proxy before it: Workers, each in as many isolates as asked for, and a KV namespace.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ended, start } from '../process.mjs';
import { bundleDir, inRoot } from '../project.mjs';
import { Failure } from '../terminal.mjs';

const START_LIMIT_MS = 60_000;
const require = createRequire(inRoot('package.json'));
/** The runtime's own program, as npm brings it. */
const PROGRAM = createRequire(require.resolve('workerd')).resolve(
  `@cloudflare/workerd-${process.platform}-${process.arch === 'x64' ? '64' : process.arch}/bin/workerd`,
);
/** The Worker as `npm run build` leaves it. */
export const NIGH = {
  modules: [['esModule', join(bundleDir, 'index.js')], ['wasm', join(bundleDir, 'index_bg.wasm')]],
  kv: true,
};

/**
 * Starts workerd. `workers` are `{name, modules: [[kind, file]…], kv, isolates, vars, kvPort}`: each isolate has a
 * port of its own, in `ports[name]`; `vars` are texts bound by name. `kvPort` is where the KV stand-in listens: of
 * all Workers, or of one. `flags` go to V8; `inspector` is a port for a profiler.
 * Resolves once all listen: `{pid, ports, log(), cpuMs(), memory(), startMs, stop()}`.
 */
export async function startWorkerd(workers, { kvPort = null, flags = [], onLine = null, inspector = null } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'nigh-workerd-'));
  const file = join(folder, 'config.capnp');
  for (const worker of workers) gather(worker, folder);
  writeFileSync(file, config(workers, kvPort, flags));
  const began = performance.now();
  const inspected = inspector === null ? [] : [`--inspector-addr=127.0.0.1:${inspector}`];
  const child = start(PROGRAM, ['serve', file, '--control-fd=3', `--import-path=${inRoot('node_modules')}`, ...inspected], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const lines = [];
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => (onLine ? onLine(line) : lines.push(line)));
  }
  const end = ended(child);
  const stop = async () => {
    child.kill('SIGKILL');
    await end;
    rmSync(folder, { recursive: true, force: true });
  };
  const ports = await listening(child, end, workers, lines).catch(async (error) => { await stop(); throw error; });
  return {
    pid: child.pid,
    ports,
    startMs: performance.now() - began,
    log: () => lines,
    cpuMs: () => cpuMs(child.pid),
    memory: () => memory(child.pid),
    stop,
  };
}

/** Copies a Worker's modules beside the configuration, which embeds them by relative paths. */
function gather({ name, modules }, folder) {
  mkdirSync(join(folder, name));
  for (const [, file] of modules) copyFileSync(file, join(folder, name, basename(file)));
}

/** The port of every isolate, by its Worker's name, as workerd says them on its control pipe. */
function listening(child, end, workers, lines) {
  const ports = Object.fromEntries(workers.map(({ name }) => [name, []]));
  let missing = workers.reduce((sum, { isolates = 1 }) => sum + isolates, 0);
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Failure(`workerd ${why}\n${lines.join('\n')}`));
    const limit = setTimeout(() => { child.kill('SIGKILL'); fail('does not start'); }, START_LIMIT_MS);
    end.then((code) => fail(`ended (${code})`));
    createInterface({ input: child.stdio[3] }).on('line', (line) => {
      const { event, socket, port } = JSON.parse(line);
      if (event !== 'listen') return;
      const [name, isolate] = socket.split('.');
      ports[name][Number(isolate)] = port;
      missing -= 1;
      if (missing > 0) return;
      clearTimeout(limit);
      resolve(ports);
    });
  });
}

function config(workers, kvPort, flags) {
  const isolates = workers.flatMap(({ name, isolates: count = 1 }) =>
    Array.from({ length: count }, (_, isolate) => ({ id: `${name}.${isolate}`, of: `w${identifier(name)}` })));
  const services = isolates.map(({ id, of }) => `(name = "${id}", worker = .${of})`);
  const kvPorts = new Set(workers.map((worker) => worker.kvPort ?? kvPort).filter((port) => port !== null));
  for (const port of kvPorts) services.push(`(name = "kv${port}", external = (address = "127.0.0.1:${port}", http = ()))`);
  const sockets = isolates.map(({ id }) =>
    `(name = "${id}", address = "127.0.0.1:0", http = (cfBlobHeader = "x-cf"), service = "${id}")`);
  const definitions = workers.map((worker) => definition({ kvPort, ...worker }, compatibilityDate()));
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(', ')}],
  sockets = [${sockets.join(', ')}],
  v8Flags = [${flags.map((flag) => JSON.stringify(flag)).join(', ')}],
);
${definitions.join('\n')}
`;
}

function definition({ name, modules, kv = false, vars = {}, kvPort }, date) {
  const parts = modules.map(([kind, file]) =>
    `(name = ${JSON.stringify(basename(file))}, ${kind} = embed ${JSON.stringify(`${name}/${basename(file)}`)})`);
  const texts = Object.entries(vars).map(([key, text]) => `(name = "${key}", text = ${JSON.stringify(text)})`);
  const bindings = [...(kv ? [`(name = "NIGH", kvNamespace = "kv${kvPort}")`] : []), ...texts];
  return `const w${identifier(name)} :Workerd.Worker = (
  modules = [${parts.join(', ')}],
  compatibilityDate = "${date}",
  bindings = [${bindings.join(', ')}],
);`;
}

const identifier = (name) => name.replaceAll(/[^a-z0-9]+(.)?/g, (_, next) => (next ?? '').toUpperCase()).replace(/^./, (c) => c.toUpperCase());

/** All Workers run by the date that nigh's own configuration names. */
const compatibilityDate = () => /compatibility_date = "([\d-]+)"/.exec(readFileSync(inRoot('wrangler.toml'), 'utf8'))[1];

/** User and system time of a process in milliseconds, to the nanosecond where the kernel counts so. */
function cpuMs(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const ran = tasks.map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]));
  return ran.reduce((sum, ns) => sum + ns, 0) / 1e6;
}

/** Resident bytes of a process that no other shares. */
function memory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return of('Private_Dirty') + of('Private_Clean');
}
