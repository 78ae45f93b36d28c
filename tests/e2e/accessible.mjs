// axe over a page, shadow trees included: no violation of WCAG 2.2 AA, and none of its best practices.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inRoot } from '../../scripts/project.mjs';

const AXE = readFileSync(inRoot('node_modules', 'axe-core', 'axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Asserts that axe finds nothing once what fades in is there; it is run past the page's own policy. */
export async function assertAccessible(page, what, without = []) {
  await page.evaluate(atRest);
  await page.evaluate(AXE);
  const violations = await page.evaluate(async ([values, disabled]) => {
    const rules = Object.fromEntries(disabled.map((rule) => [rule, { enabled: false }]));
    const { violations: found } = await globalThis.axe.run(document, { runOnly: { type: 'tag', values }, rules });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.flat().join(' ')} ${failureSummary}`).join('; ')}`);
  }, [TAGS, without]);
  assert.deepEqual(violations, [], what);
}

/** On a busy machine a card was looked at before it had all of its colour. */
async function atRest() {
  const shadows = [...document.querySelectorAll('*')].map(({ shadowRoot }) => shadowRoot).filter((root) => root !== null);
  const moving = new Set([document, ...shadows].flatMap((root) => root.getAnimations()));
  const ends = ({ playState, effect }) => playState === 'running' && effect.getComputedTiming().endTime !== Infinity;
  const ending = [...moving].filter(ends);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}
