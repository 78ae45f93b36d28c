// Builds the Rust Workers of benches/floor when they, their tools or the reply that one of them gives have changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hashOf } from '../scripts/input-hash.mjs';
import { startWorkerd } from '../scripts/lab/workerd.mjs';
import { cargoTools, inRoot } from '../scripts/project.mjs';
import { setup } from '../scripts/setup.mjs';
import { say } from '../scripts/terminal.mjs';
import { answer } from './client.mjs';
import { buildFloor } from './floor/build.mjs';
import { keepReply } from './floor/reply.mjs';
import { worker } from './workers.mjs';

const FLOOR = 'benches/floor';
const STAMP = inRoot('target-wasm', 'floor', '.inputs-sha256');

/** Takes nigh's reply of median length to a `go` for ten stores as the constant, and builds both Workers. */
export async function ensureFloors(chain) {
  const workerd = await startWorkerd([worker('nigh')], { kvPort: chain.kv.port });
  try {
    const [port] = workerd.ports.nigh;
    await keepReply(`http://127.0.0.1:${port}${await typical(port, chain.questions.go)}`);
  } finally {
    await workerd.stop();
  }
  const toolchain = await setup();
  const inputs = hashOf([
    `${FLOOR}/Cargo.toml`, `${FLOOR}/Cargo.lock`, `${FLOOR}/hello/Cargo.toml`, `${FLOOR}/hello/src`,
    `${FLOOR}/constant/Cargo.toml`, `${FLOOR}/constant/src`, `${FLOOR}/constant/reply`,
  ], [], [JSON.stringify(cargoTools), toolchain.env.RUSTFLAGS]);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputs) return;
  say('→ the floor: two Workers in Rust (first 2 to 5 min, then 10 s)');
  for (const name of ['hello', 'constant']) await buildFloor(name, toolchain);
  writeFileSync(STAMP, inputs);
}

/** The question whose reply of ten stores is of median length. */
async function typical(port, paths) {
  const lengths = [];
  for (const path of paths) {
    const { body } = await answer(port, path);
    if (JSON.parse(body).results.length === 10) lengths.push({ path, length: body.length });
  }
  lengths.sort((a, b) => a.length - b.length);
  return lengths[lengths.length >> 1].path;
}
