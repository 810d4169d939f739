// Pictures of the page: those for the documentation, and those in which phones read the codes.
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

// Writes pictures to a folder: the settings page, with the first app open.
export async function pictures(site, folder) {
  for (const [name, { path, window }] of Object.entries(PICTURES)) {
    const page = await site.open(path, window);
    await page.locator('summary').first().click();
    await page.evaluate(() => document.activeElement.blur());
    await page.screenshot({ path: join(folder, name) });
  }
}

// Writes both codes to a folder, Thunderbird's first. Each has its surroundings, as a phone and a
// computer show it in both colour schemes.
export async function codePictures(site, folder) {
  for (const colorScheme of ['light', 'dark'])
    for (const [name, window] of Object.entries({
      small: { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 },
      large: { viewport: { width: 1024, height: 840 } },
    })) {
      const page = await site.open(PAGES.codes, { colorScheme, ...window });
      for (const [number, figure] of (await page.locator('figure').all()).entries())
        await figure.screenshot({ path: join(folder, `${name}-${colorScheme}-${number}.png`) });
    }
}
