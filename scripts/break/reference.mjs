// The truth: for each snapshot a Worker of its own over an undamaged KV, asked the same questions.
import { startKv } from '../lab/kv.mjs';
import { NIGH, startWorkerd } from '../lab/workerd.mjs';
import { ask } from './ask.mjs';
import { watchStalls } from './stalls.mjs';

/** Starts one for each night: `{ids, ports, answer(id, asked), stalls, stop()}`; an answer is asked for once and kept. */
export async function startReference(nights) {
  const stores = await Promise.all(nights.map(full));
  const workers = nights.map((_, place) => ({ name: `night${place}`, ...NIGH, kvPort: stores[place].port }));
  const close = () => Promise.all(stores.map((kv) => kv.stop()));
  const workerd = await startWorkerd(workers).catch(async (error) => { await close(); throw error; });
  const ports = new Map(nights.map(({ id }, place) => [id, workerd.ports[`night${place}`][0]]));
  const known = new Map();
  const answer = (id, asked) => {
    const name = `${id} ${asked.path} ${asked.cf?.city ?? ''}`;
    if (!known.has(name)) known.set(name, ask(ports.get(id), asked).catch((error) => { throw new Error(`the reference does not answer: ${error.message}`); }));
    return known.get(name);
  };
  const stalls = watchStalls(ports.get(nights[0].id));
  const stop = async () => {
    await stalls.end();
    await workerd.stop();
    await close();
  };
  return { ids: nights.map(({ id }) => id), ports, answer, stalls, stop };
}

async function full({ folder }) {
  const kv = await startKv();
  await kv.load(folder);
  return kv;
}
