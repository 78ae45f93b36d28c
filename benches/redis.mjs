// A Redis server of one's own, for a while.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../scripts/lab/port.mjs';
import { answer, ended, start } from '../scripts/process.mjs';

/** Its version, or null where it is not installed. */
export const redisVersion = () => /v=([\d.]+)/.exec(answer('redis-server', ['--version']) ?? '')?.[1] ?? null;

/** Runs `use(port)` beside a server that keeps nothing on disk. */
export async function withRedis(use) {
  const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), 'nigh-redis-'))];
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = start('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise((resolve, reject) => {
      child.once('close', () => reject(new Error('redis-server ended')));
      child.stdout.on('data', (text) => { if (`${text}`.includes('Ready to accept')) resolve(); });
    });
    return await use(port);
  } finally {
    const end = ended(child);
    child.kill('SIGTERM');
    await end;
    rmSync(folder, { recursive: true, force: true });
  }
}
