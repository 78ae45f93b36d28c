// A place where nigh runs: one workerd process with some isolates, which may be stopped and started again.
import { NIGH, startWorkerd } from '../lab/workerd.mjs';
import { ask } from './ask.mjs';
import { BOUND } from './logs.mjs';

const ISOLATES = 2;

/**
 * Starts a site over a KV, with flags for V8: `{isUp(), port(), ask(asked), restart(), memory(), log(), stop()}`.
 * `ask` resolves to null where the site was stopped under the request, and rejects where the connection broke for no
 * such reason.
 */
export async function startSite(kvPort, flags = []) {
  const worker = { name: 'nigh', ...NIGH, isolates: ISOLATES, vars: { NIGH_SECRET: BOUND } };
  const begin = () => startWorkerd([worker], { kvPort, flags });
  const site = { workerd: await begin(), isUp: true, life: 0, turn: 0, lines: [] };
  const end = async () => {
    site.isUp = false;
    site.life += 1;
    site.lines.push(...site.workerd.log());
    await site.workerd.stop();
  };
  return {
    isUp: () => site.isUp,
    port: () => site.workerd.ports.nigh[0],
    ask: (asked) => whileAlive(site, asked),
    restart: async () => { await end(); site.workerd = await begin(); site.isUp = true; },
    memory: () => site.workerd.memory(),
    log: () => [...site.lines, ...(site.isUp ? site.workerd.log() : [])],
    stop: end,
  };
}

async function whileAlive(site, asked) {
  const { life } = site;
  const { nigh } = site.workerd.ports;
  site.turn += 1;
  try {
    return await ask(nigh[site.turn % nigh.length], asked);
  } catch (error) {
    if (site.life !== life) return null;
    throw error;
  }
}
