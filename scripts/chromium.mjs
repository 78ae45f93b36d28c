// A Chromium to test pages in: one that is installed, or else one that can be.
import { existsSync } from 'node:fs';
import { answer, watch } from './process.mjs';
import { Failure } from './terminal.mjs';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const LIMIT_MS = 300_000;
const REMEDY = 'Chromium is missing: apt-get install chromium, or npx playwright-core install chromium, or set NIGH_CHROMIUM to one';

/** Where it is, or null. `NIGH_CHROMIUM` goes before all others. */
export async function findChromium() {
  if (process.env.NIGH_CHROMIUM) return process.env.NIGH_CHROMIUM;
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed) return installed;
  const { chromium } = await import('playwright-core');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

/** Installs one where there is none; null, or why it cannot be here. Only outside CI may it be absent. */
export async function ensureChromium() {
  if (await findChromium() !== null) return null;
  const isDebian = process.getuid?.() === 0 && answer('apt-get', ['--version']) !== null;
  const commands = [
    ...(isDebian ? [['apt-get', ['install', '-y', '--no-install-recommends', 'chromium']]] : []),
    ['npx', ['playwright-core', 'install', 'chromium']],
  ];
  for (const [command, args] of commands) {
    await watch('Chromium', '20 to 60 s', command, args, { timeoutMs: LIMIT_MS }).catch(() => null);
    if (await findChromium() !== null) return null;
  }
  if (process.env.CI) throw new Failure(REMEDY);
  return REMEDY;
}
