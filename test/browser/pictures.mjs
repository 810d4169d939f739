// The pictures of the documentation.
import { join } from 'node:path';
import { PAGES } from './site.mjs';

const PICTURES = {
  'page-phone.png': {
    path: PAGES.settings,
    window: { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 },
  },
  'page-desktop.png': {
    path: PAGES['accent and logo'],
    window: { viewport: { width: 1024, height: 840 } },
  },
};

// Writes them into a folder: the settings page, with the first app open.
export async function pictures(site, folder) {
  for (const [name, { path, window }] of Object.entries(PICTURES)) {
    const page = await site.open(path, window);
    await page.locator('summary').first().click();
    await page.evaluate(() => document.activeElement.blur());
    await page.screenshot({ path: join(folder, name) });
  }
}
