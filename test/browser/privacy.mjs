// The browser's other requests, its stored data, and its complaints.
import assert from 'node:assert/strict';

const LOGO_ELSEWHERE = 'asked for https://cdn.linked.example:8443/logos/a,b;c.png?v=2';

export async function privacy(site) {
  const page = await site.forEveryPage(
    async (page, where, response) => {
      assert.deepEqual(page.problems, [], where);
      assert.equal(response.headers()['set-cookie'], undefined, where);
    },
    { languages: ['en'] },
  );
  await keepsNothing(page);
  await seesProblems(page);
  await showsLogos(site);
}

async function keepsNothing(page) {
  const { cookies, origins } = await page.context().storageState({ indexedDB: true });
  assert.deepEqual({ cookies, origins }, { cookies: [], origins: [] });
  assert.deepEqual(await page.evaluate(async () => [await caches.keys(), document.cookie]), [[], '']);
}

// Checks that problems would be noticed, and that the policy forbids scripts, styles, images and
// requests.
async function seesProblems(page) {
  const acts = [
    () => document.body.append(Object.assign(document.createElement('script'), { text: 'ran = 1' })),
    () => document.body.append(Object.assign(document.createElement('style'), { textContent: 'p{}' })),
    () => document.body.append(Object.assign(new Image(), { src: '/favicon.ico' })),
    () => void fetch('/').catch(() => {}),
  ];
  for (const act of acts) {
    page.problems.length = 0;
    await page.evaluate(act);
    for (let waits = 0; waits < 100 && !page.problems.length; ++waits) await page.waitForTimeout(20);
    assert.match(page.problems.join('\n'), /Content Security Policy/, String(act));
  }
  assert.equal(await page.evaluate(() => window.ran), undefined);
}

// The two kinds of logo: inside the page, and elsewhere over https.
async function showsLogos(site) {
  const expected = { 'branded.example': [], 'linked.example': [LOGO_ELSEWHERE] };
  for (const [domain, problems] of Object.entries(expected)) {
    const page = await site.open(`/?emailaddress=ann@${domain}`);
    const width = await page.locator('header img').evaluate((image) => image.naturalWidth);
    assert.notEqual(width, 0, domain);
    assert.deepEqual(page.problems, problems);
  }
}
