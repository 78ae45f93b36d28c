// What a Worker takes before and besides its work: CPU from workerd's start to the first answer, and memory.
import { startWorkerd } from '../scripts/lab/workerd.mjs';
import { ask } from './client.mjs';
import { worker } from './workers.mjs';

/** Starts each of the Workers so many times, in turn: `{worker, cpuMs: [a number a start]}`. */
export async function starts(names, times) {
  const rows = names.map((name) => ({ worker: name, cpuMs: [] }));
  for (let time = 0; time < times; time += 1) {
    for (const row of rows) {
      const workerd = await startWorkerd([worker(row.worker)], { kvPort: 9 });
      try {
        await ask(workerd.ports[row.worker][0], '/wake');
        row.cpuMs.push(workerd.cpuMs());
      } finally {
        await workerd.stop();
      }
    }
  }
  return rows;
}

/** Whether isolates share compiled wasm: CPU of an isolate's first question in a new process, and in a warmed one. */
export async function sharing(kv, paths, times) {
  const rows = { alone: [], shared: [] };
  for (let time = 0; time < times; time += 1) {
    const workerd = await startWorkerd([worker('nigh', 2)], { kvPort: kv.port });
    try {
      const [first, second] = workerd.ports.nigh;
      rows.alone.push(await cpuOf(workerd, first, paths[time]));
      for (const path of paths) await ask(first, path);
      rows.shared.push(await cpuOf(workerd, second, paths[time]));
    } finally {
      await workerd.stop();
    }
  }
  return rows;
}

async function cpuOf(workerd, port, path) {
  await ask(port, '/wake');
  const before = workerd.cpuMs();
  await ask(port, path);
  return workerd.cpuMs() - before;
}

/**
 * Private bytes of workerd with one isolate that has answered so many requests, each Worker so many times in turn:
 * `{worker, intent, bytes: [a number a time]}`.
 */
export async function memories(contenders, times, requests) {
  const rows = contenders.map(({ worker: name, intent }) => ({ worker: name, intent, bytes: [] }));
  for (let time = 0; time < times; time += 1) {
    for (const [place, { worker: name, kv, paths }] of contenders.entries()) {
      const workerd = await startWorkerd([worker(name)], { kvPort: kv.port });
      try {
        const [port] = workerd.ports[name];
        for (let asked = 0; asked < requests; asked += 1) await ask(port, paths[asked % paths.length]);
        rows[place].bytes.push(workerd.memory());
      } finally {
        await workerd.stop();
      }
    }
  }
  return rows;
}
