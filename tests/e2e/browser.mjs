// Pages in a real Chromium: a host page of another origin, what it asks, and what it breaks.
import { createServer } from 'node:http';
import test, { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { LIMIT_MS } from './world.mjs';

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const STEP_MS = 30_000;
/** Longer than any of these takes; a page that hangs must not hold up the others. */
const PAGE_MS = 120_000;
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

const executablePath = await findChromium();
const absent = executablePath === null;
if (absent && process.env.CI) throw new Error('there is no Chromium');
let browser = null;
before(async () => { if (!absent) browser = await chromium.launch({ executablePath, args: QUIET }); }, { timeout: LIMIT_MS });
after(async () => { await browser?.close(); }, { timeout: LIMIT_MS });

/** A test with a page of its own, which must not fail silently: no error, no refusal by a policy. */
export function inBrowser(name, options, body = options) {
  test(name, { timeout: PAGE_MS, skip: absent && 'no Chromium' }, async () => {
    const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-US', ...(options === body ? {} : options) });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    const wrong = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => { if (/Content.Security.Policy/i.test(message.text())) wrong.push(message.text()); });
    try {
      await body(page, context);
      if (wrong.length) throw new Error(wrong.join('\n'));
    } finally {
      await context.close();
    }
  });
}

/** A site of another origin than the Worker's, which serves pages of a body, a head and a policy. */
export async function hostSite() {
  const pages = new Map();
  const server = createServer((request, response) => {
    const page = pages.get(request.url);
    if (!page) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...(page.policy && { 'content-security-policy': page.policy }) });
    return response.end(`<!doctype html><html lang="${page.lang ?? 'en'}"><title>A shop</title>${page.head ?? ''}<body>${page.body}`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    /** The address of a page. */
    page(of) {
      const path = `/${pages.size}`;
      pages.set(path, of);
      return origin + path;
    },
    close: () => server.close(),
  };
}

/** What a page asks of the API, as it goes on. */
export function asked(page) {
  const urls = [];
  page.on('request', (request) => { if (new URL(request.url()).pathname.startsWith('/v1/')) urls.push(new URL(request.url())); });
  return urls;
}

/** Waits for what a page comes to in its own time. */
export async function until(is) {
  for (const end = Date.now() + STEP_MS; !await is(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > end) throw new Error(`never so: ${is}`);
  }
}

/** Waits until what has changed is drawn. */
export const drawn = (page) => page.evaluate(() => new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
}));

/** The layout shifts that nobody caused, from the page's beginning, and what moved. Call it before the page is opened. */
export async function watchShifts(page) {
  await page.addInitScript(() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        const rect = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join();
        const moved = sources.map(({ node, previousRect: from, currentRect: to }) => `${node?.nodeName} ${node?.className} ${rect(from)} → ${rect(to)}`);
        if (!hadRecentInput) globalThis.shifts.push(`${value}: ${moved.join('; ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(globalThis.shifts)));
  }));
}
