// The layout of the pages: on narrow screens, with large text, in the dark, on paper.
import assert from 'node:assert/strict';
import { ORIGIN, PAGES, openApps } from './site.mjs';

// Returns the elements that are cut off, are outside the window, or are too small to be hit (WCAG
// 2.2, 1.4.10 and 2.5.8).
function flaws() {
  const found = [];
  const root = document.scrollingElement;
  const name = (element) => element.outerHTML.slice(0, 100);
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} px wide`);
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility() || element.closest('svg svg, svg *')) continue;
    const box = element.getBoundingClientRect();
    if (!box.width) continue;
    if (box.left < 0 || box.right > root.clientWidth + 0.5)
      found.push(`from ${box.left} to ${box.right}: ${name(element)}`);
    const isInline = getComputedStyle(element).display === 'inline';
    // A field scrolls text that is too long for it.
    if (!isInline && !element.matches('input') && element.scrollWidth > element.clientWidth)
      found.push(`cut off: ${name(element)}`);
    if (element.matches('button, .button, summary, input') && Math.min(box.width, box.height) < 24)
      found.push(`${box.width} by ${box.height}: ${name(element)}`);
  }
  return found;
}

async function isWhole(page, where) {
  await openApps(page);
  assert.deepEqual(await page.evaluate(flaws), [], where);
}

export async function reflow(site) {
  await site.forEveryPage(isWhole, { viewport: { width: 320, height: 640 } });
}

// Text at 200 % (WCAG 2.2, 1.4.4), even on a small phone.
export async function largeText(site) {
  const large = async (page, where) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).fontSize), '32px');
    await isWhole(page, where);
    await session.detach();
  };
  await site.forEveryPage(large, { viewport: { width: 320, height: 640 } });
}

const backgroundColour = (page) =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

// Returns the share of black and of white among the pixels of an element.
async function pixels(page, element) {
  const png = (await element.screenshot()).toString('base64');
  const blank = await page.context().newPage();
  const found = await blank.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const bytes = context.getImageData(0, 0, image.width, image.height).data;
    const shades = { black: 0, white: 0, nearCorner: bytes[4 * (4 * image.width + 4)] };
    for (let at = 0; at < bytes.length; at += 4) {
      const sum = bytes[at] + bytes[at + 1] + bytes[at + 2];
      shades.black += sum < 48 ? 1 : 0;
      shades.white += sum > 717 ? 1 : 0;
    }
    const all = bytes.length / 4;
    return { ...shades, black: shades.black / all, white: shades.white / all };
  }, png);
  await blank.close();
  return found;
}

// A code must be dark on white with a white margin; otherwise phones do not read it.
export async function colourSchemes(site) {
  for (const media of [
    { colorScheme: 'light' },
    { colorScheme: 'dark' },
    { colorScheme: 'dark', forcedColors: 'active' },
  ]) {
    const where = JSON.stringify(media);
    const page = await site.open(PAGES.codes, { ...media, viewport: { width: 1024, height: 900 } });
    const isLight = (await backgroundColour(page)) === 'rgb(255, 255, 255)';
    assert.equal(isLight, media.colorScheme === 'light', where);
    for (const code of await page.locator('svg').all()) {
      const { black, white, nearCorner } = await pixels(page, code);
      const isCode = black > 0.25 && white > 0.4 && black + white > 0.85 && nearCorner > 250;
      assert(isCode, `${black} black, ${white} white, corner ${nearCorner}: ${where}`);
    }
    await showsBorders(page, where);
    await page.context().close();
  }
}

// Fields and buttons stand out, whatever the colours are.
async function showsBorders(page, where) {
  const hidden = await page.locator('button, #address').evaluateAll((all) =>
    all.filter((one) => {
      const { borderTopColor, borderTopStyle, backgroundColor } = getComputedStyle(one);
      const around = getComputedStyle(document.body).backgroundColor;
      return borderTopStyle !== 'solid' || (borderTopColor === around && backgroundColor === around);
    }).map((one) => one.outerHTML),
  );
  assert.deepEqual(hidden, [], where);
}

// On paper: no controls, and the steps of every app, or only of the open ones, dark on white.
export async function print(site) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await site.open(PAGES.codes, { colorScheme });
    await onPaper(page);
    assert(await page.locator('svg').first().isVisible());

    await page.goto(ORIGIN + PAGES.settings);
    await onPaper(page);
    assert.deepEqual(await shown(page), await exists(page), 'all apps');
    await page.emulateMedia({ media: 'screen' });
    await page.locator('summary').nth(1).click();
    await onPaper(page);
    assert.deepEqual(await shown(page), { groups: 1, names: 1, firstSteps: 1 }, 'the open app');
    await page.context().close();
  }
}

async function onPaper(page) {
  await page.emulateMedia({ media: 'print' });
  for (const control of await page.locator('form, button, nav, input, .button').all())
    assert(!(await control.isVisible()), await control.evaluate((one) => one.outerHTML));
  assert.equal(await backgroundColour(page), 'rgb(255, 255, 255)');
}

// The number of groups, names and steps of apps, and the number of them on the paper.
const exists = (page) => parts(page, false);
const shown = (page) => parts(page, true);

function parts(page, ifShown) {
  return page.evaluate((ifShown) => {
    const isShown = (one) => one.checkVisibility({ contentVisibilityAuto: true });
    const count = (selector) =>
      [...document.querySelectorAll(selector)].filter((one) => !ifShown || isShown(one)).length;
    return {
      groups: count('section'),
      names: count('summary'),
      firstSteps: count('ol li:first-child'),
    };
  }, ifShown);
}
