// Builds the static files that the Worker serves (dist/): the widget as one script, the demo page as one document, and
// the headers of both. The page's own style and script stand in it, and its policy names them by their hash.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { inRoot, siteDir } from './project.mjs';
import { main, say } from './terminal.mjs';

const TARGET = ['chrome123', 'firefox121', 'safari17.5'];
/** What only the widget's own files call each other by: shortened. None is a name of the DOM or of the API. */
const PRIVATE = /^(on(where|fault|pick|point|move)|placesUrl|speaks|answered|reveal|moment|hasMap)$/;
const EVERYWHERE = ['X-Content-Type-Options: nosniff', 'Referrer-Policy: no-referrer'];

export async function buildSite() {
  // Loaded here, since set-up installs it.
  const esbuild = await import('esbuild');
  rmSync(siteDir, { recursive: true, force: true });
  mkdirSync(siteDir, { recursive: true });
  const widget = await bundled(esbuild, inRoot('public', 'widget', 'nigh.js'));
  const page = await demoPage(esbuild);
  const contract = readFileSync(inRoot('src', 'edge', 'openapi.json'), 'utf8');
  const files = { 'openapi.json': contract, 'nigh.js': widget, 'index.html': page.html, _headers: headers(page), ...await languages(esbuild) };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(siteDir, name), text);
  say(`✓ dist/: nigh.js ${kb(widget)}, index.html ${kb(page.html)} gzipped`);
}

async function bundled(esbuild, entry) {
  const { outputFiles: [{ text }] } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    charset: 'utf8',
    target: TARGET,
    legalComments: 'none',
    mangleProps: PRIVATE,
    plugins: [styles(esbuild)],
  });
  return text;
}

/** Every language but English has a file of its own, which only its readers load. */
async function languages(esbuild) {
  const names = readdirSync(inRoot('public', 'widget', 'texts')).filter((name) => name !== 'en.js');
  const made = names.map(async (name) => [`nigh.${name}`, await bundled(esbuild, inRoot('public', 'widget', 'texts', name))]);
  return Object.fromEntries(await Promise.all(made));
}

/** A style that a script imports is its text, minified. */
function styles(esbuild) {
  return {
    name: 'styles',
    setup(build) {
      build.onLoad({ filter: /\.css$/ }, async ({ path }) =>
        ({ contents: await minifiedStyle(esbuild, path), loader: 'text' }));
    },
  };
}

async function minifiedStyle(esbuild, path) {
  const { code } = await esbuild.transform(readFileSync(path, 'utf8'), { loader: 'css', minify: true, charset: 'utf8', target: TARGET });
  return code.trim();
}

/** The document with its style and script in it, and the hashes of both. */
async function demoPage(esbuild) {
  const from = (name) => inRoot('public', 'demo', name);
  const style = await minifiedStyle(esbuild, from('demo.css'));
  const script = (await bundled(esbuild, from('demo.js'))).trim();
  const html = readFileSync(from('index.html'), 'utf8')
    .replace(/^\s+/gm, '')
    .replace('/*style*/', () => style)
    .replace('/*script*/', () => script);
  return { html, style: hashOf(style), script: hashOf(script) };
}

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Of a page nothing foreign is loaded; the widget may be loaded by any page. */
function headers({ style, script }) {
  const policy = [
    "default-src 'none'", `script-src 'self' ${script}`, `style-src ${style}`, "connect-src 'self'", 'img-src data:',
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  ].join('; ');
  const of = (path, lines) => [path, ...EVERYWHERE, ...lines].join('\n  ');
  return `${[
    of('/', [`Content-Security-Policy: ${policy}`, 'Cache-Control: public, max-age=300']),
    of('/openapi.json', ['Access-Control-Allow-Origin: *', 'Cache-Control: public, max-age=3600']),
    of('/nigh.*', ['Access-Control-Allow-Origin: *', 'Cross-Origin-Resource-Policy: cross-origin', 'Timing-Allow-Origin: *', 'Cache-Control: public, max-age=3600']),
  ].join('\n')}\n`;
}

const kb = (text) => `${(gzipSync(text, { level: 9 }).length / 1000).toFixed(1)} kB`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(buildSite);
