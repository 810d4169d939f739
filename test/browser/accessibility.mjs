// Runs axe-core on every page: WCAG 2.2 at level AA, and best practices.
import assert from 'node:assert/strict';
import { ACCENTS, EACH_PAGE, openApps } from './site.mjs';
import { axe } from './packages.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function findNothing(page, where) {
  await openApps(page);
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(
    (runOnly) => window.axe.run({ runOnly, resultTypes: ['violations'], preload: false }),
    TAGS,
  );
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.slice(0, 5).map((node) => `${node.html.slice(0, 160)}: ${node.failureSummary}`),
  }));
  assert.deepEqual(found, [], where);
  // Contrast is one of the checks.
  assert(passes.some(({ id }) => id === 'color-contrast'), where);
}

export async function accessibility(site) {
  for (const colorScheme of ['light', 'dark'])
    await site.forEveryPage(findNothing, { colorScheme, languages: ['en'] });
  const languages = (await site.languages()).filter((code) => code !== 'en');
  await site.forEveryPage(findNothing, { languages, paths: EACH_PAGE });
}

export async function accents(site) {
  for (const colorScheme of ['light', 'dark'])
    await site.forEveryPage(findNothing, { colorScheme, languages: ['en'], paths: ACCENTS });
}
