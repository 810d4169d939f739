// People's actions: typing an address, with the keyboard alone, with and without script.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { ORIGIN } from './site.mjs';

const TYPED = 'ann@example.com';

export async function formByKeyboard(site) {
  await useForm(await site.open());
}

export async function formWithoutScript(site) {
  await useForm(await site.open('/', { javaScriptEnabled: false }));
}

async function useForm(page) {
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':focus').getAttribute('id'), 'address');
  await page.keyboard.type(TYPED);
  await submitted(page, () => page.keyboard.press('Enter'));
  await showsSettings(page);

  await walk(page);
  await openApp(page);
  assert.deepEqual(page.problems, []);
}

// Submits the form with `act`, and waits for the new page.
async function submitted(page, act) {
  const [response] = await Promise.all([page.waitForNavigation(), act()]);
  return response;
}

async function showsSettings(page, address = TYPED) {
  assert.equal(page.url(), `${ORIGIN}/`, 'the address stays out of the URL');
  assert.equal(await page.locator('#address').inputValue(), address);
  const values = await page.locator('table code').allTextContents();
  for (const value of ['mail.example.com', '993', '465', address]) assert(values.includes(value), value);
}

// Returns where the focus is: an index among all elements, and whether people can see it.
function focused() {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    box: JSON.stringify(box),
    index: [...document.querySelectorAll('*')].indexOf(element),
    name: element.outerHTML.slice(0, 120),
    isBody: element === document.body,
    ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    isInWindow: box.top >= -1 && box.bottom <= innerHeight + 1 && box.width > 0,
  };
}

// Goes through the page with Tab: the order is the document's, the focus is always visible, and
// nothing is left out.
async function walk(page) {
  await page.evaluate(() => document.activeElement.blur());
  const reachable = await page
    .locator('a[href], button, summary, input:not([type=hidden])')
    .evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
  let last = -1;
  for (let stops = 0; stops < reachable; ++stops) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(focused);
    assert(!now.isBody, `the focus leaves the page after ${stops} of ${reachable}`);
    assert(now.index > last, `out of order: ${now.name}`);
    assert(now.ring >= 2, `focus not visible: ${now.name}`);
    assert(now.isInWindow, `outside the window: ${now.name} ${now.box}`);
    last = now.index;
  }
}

async function openApp(page) {
  const app = page.locator('details').first();
  const step = app.locator('li').first();
  assert(!(await step.isVisible()));
  await app.locator('summary').focus();
  await page.keyboard.press('Enter');
  assert(await step.isVisible());
  await page.keyboard.press('Space');
  assert(!(await step.isVisible()));
}

export async function languages(site) {
  const codes = await site.languages();
  assert(codes.length > 1, String(codes));
  for (const code of codes) await byAcceptLanguage(site, code, code);
  await byAcceptLanguage(site, 'de-AT', 'de');
  await byAcceptLanguage(site, 'ja', 'en');
  for (const javaScriptEnabled of [true, false]) await byButton(site, codes, { javaScriptEnabled });
  await byLink(site, codes);
}

const languageOf = (page) => page.locator('html').getAttribute('lang');

async function byAcceptLanguage(site, locale, expected) {
  const page = await site.open('/', { locale });
  assert.equal(await languageOf(page), expected, `Accept-Language: ${locale}`);
  await page.context().close();
}

// The typed text stays when the language changes, and the language stays for the next request.
async function byButton(site, codes, options) {
  const page = await site.open('/', options);
  await page.locator('#address').fill(TYPED);
  for (const code of codes) {
    await submitted(page, () => page.locator(`nav button[value=${code}]`).click());
    assert.equal(await languageOf(page), code);
    await showsSettings(page);
    await submitted(page, () => page.locator('#address').press('Enter'));
    assert.equal(await languageOf(page), code, 'after Enter');
  }
  await page.context().close();
}

async function byLink(site, codes) {
  const page = await site.open('', { locale: 'ja' });
  for (const code of codes) {
    await page.goto(`${ORIGIN}/?lang=${code}`);
    assert.equal(await languageOf(page), code, '?lang=');
    assert.equal(await page.locator('nav [aria-current]').getAttribute('value'), code);
  }
}

export async function linksAndErrors(site) {
  const page = await site.open(`/?emailaddress=${TYPED}`);
  assert.equal(await page.locator('#address').inputValue(), TYPED);
  assert.equal(await page.locator('[role=alert]').count(), 0);

  await page.goto(`${ORIGIN}/`);
  assert.equal(await typed(page, 'ann@'), 400);
  await isToldInField(page);
  assert.equal(await typed(page, 'ann@nowhere.example'), 404);
  await isToldInField(page);
  assert((await page.locator('[role=alert]').textContent()).includes('ann@nowhere.example'));
  assert.equal(await typed(page, 'ann@failed.example'), 503);
  assert.equal(await page.locator('[role=alert]').count(), 1);

  // The host supplies the domain for a name alone.
  assert.equal(await typed(page, 'ann'), 200);
  await showsSettings(page);
  assert.equal(await typed(page, 'ann@b\u00fccher.example'), 200);
  assert.equal(await typed(page, 'ann\u00e9@example.com'), 200);
  assert.deepEqual(page.problems, []);

  await page.goto(`${ORIGIN.replace('https', 'http')}/`);
  assert.equal(page.url(), `${ORIGIN}/`);
}

async function typed(page, text) {
  await page.locator('#address').fill(text);
  const response = await submitted(page, () => page.locator('button.main').first().click());
  return response.status();
}

// As a screen reader sees it: the message is the description of the field.
async function isToldInField(page) {
  const message = await page.locator('[role=alert]').textContent();
  assert(await page.locator('[role=alert]').isVisible());
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const field = nodes.find((node) => node.role?.value === 'textbox');
  assert.equal(field.description?.value, message);
  assert.equal(field.properties.find(({ name }) => name === 'invalid')?.value.value, 'true');
}

export async function profile(site) {
  const page = await site.open(`/?emailaddress=${TYPED}`);
  const button = page.locator('details .button').first();
  await page.locator('details', { has: page.locator('.button') }).first().locator('summary').click();
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  assert.match(download.suggestedFilename(), /\.mobileconfig$/);
  const file = await readFile(await download.path(), 'utf8');
  assert.match(file, /<key>PayloadType<\/key>/);
  assert(file.includes(`<string>${TYPED}</string>`));
}

export async function codes(site) {
  const languages = await site.languages();
  for (const javaScriptEnabled of [true, false]) {
    const page = await site.open(`/?emailaddress=${TYPED}`, { javaScriptEnabled });
    await submitted(page, () => page.locator('button[name=show]').click());
    assert.equal(page.url(), `${ORIGIN}/`);
    for (const code of await page.getByRole('img', { name: /./ }).all()) assert(await code.isVisible());
    assert.equal(await page.getByRole('img', { name: /./ }).count(), 2);
    for (const language of languages) {
      await submitted(page, () => page.locator(`nav button[value=${language}]`).click());
      assert.equal(await page.locator('svg').count(), 2, `codes, ${language}`);
    }
    // Goes from the codes back to the steps, and to the codes again.
    for (const codes of [0, 2]) {
      await submitted(page, () => page.locator('button[name=show]').click());
      if (!codes) await showsSettings(page);
      assert.equal(await page.locator('svg').count(), codes);
      assert.equal(await languageOf(page), languages.at(-1), 'after another page');
    }
    await page.context().close();
  }
}
