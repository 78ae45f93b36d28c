// Where a Worker spends its time, as V8's profiler samples it: `[{name, url, us}]` of what ran itself, as JSON.
// Usage: node benches/profiler.mjs INSPECTOR_PORT SERVICE SECONDS (a Node with WebSocket)
import { setTimeout as sleep } from 'node:timers/promises';

const SAMPLE_US = 100;

const [port, service, seconds] = process.argv.slice(2);
const socket = new WebSocket(`ws://127.0.0.1:${port}/${service}`);
await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new Error('no inspector')); });
const answers = new Map();
socket.onmessage = ({ data }) => {
  const { id, result, error } = JSON.parse(data);
  answers.get(id)?.(error ?? result);
};

let calls = 0;
function call(method, params = {}) {
  calls += 1;
  const id = calls;
  socket.send(JSON.stringify({ id, method, params }));
  return new Promise((resolve) => { answers.set(id, resolve); });
}

await call('Profiler.enable');
await call('Profiler.setSamplingInterval', { interval: SAMPLE_US });
await call('Profiler.start');
await sleep(Number(seconds) * 1_000);
const { profile } = await call('Profiler.stop');
const us = new Map();
profile.samples.forEach((id, place) => us.set(id, (us.get(id) ?? 0) + profile.timeDeltas[place]));
const rows = profile.nodes.map(({ id, callFrame: { functionName: name, url } }) => ({ name, url, us: us.get(id) ?? 0 }));
process.stdout.write(JSON.stringify(rows.filter((row) => row.us > 0)), () => process.exit(0));
