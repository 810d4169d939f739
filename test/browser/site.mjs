// The tested site, and what the browser does besides showing it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from './packages.mjs';

export const ORIGIN = 'https://autoconfig.example.com';

// One of each page.
export const EACH_PAGE = {
  form: '/',
  settings: '/?emailaddress=ann@example.com',
  codes: '/?emailaddress=ann@example.com&show=codes',
  'bad address': '/?emailaddress=ann@',
  'unknown domain': '/?emailaddress=ann@nowhere.example',
};

// Further pages, one for each difference between providers.
export const PAGES = {
  ...EACH_PAGE,
  'failed lookup': '/?emailaddress=ann@failed.example',
  'long names': '/?emailaddress=a-very-long-name-of-a-mailbox.which-has-no-end@example.net',
  services: '/?emailaddress=ann@groupware.example',
  'POP3 and ActiveSync': '/?emailaddress=ann@pop-and-phones.example',
  'no encryption': '/?emailaddress=ann@old.example',
  'own sign-in': '/?emailaddress=ann@token.example',
  'no codes': '/?emailaddress=ann@phones.example&show=codes',
  'accent and logo': '/?emailaddress=ann@branded.example',
  'accent and logo, codes': '/?emailaddress=ann@branded.example&show=codes',
};

// Accents of all kinds: see configuration() in test_browser.py.
export const ACCENTS = Object.fromEntries(
  ['dark', 'middle', 'light'].map((name) => [name, `/?emailaddress=ann@${name}.example`]),
);

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

export class Site {
  static async start(http, https) {
    const site = new Site();
    site.profile = await mkdtemp(join(tmpdir(), 'fingerpost-chromium-'));
    site.browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        // Chromium's own servers must not be found.
        `--host-resolver-rules=MAP *.example.com:80 127.0.0.1:${http},` +
          `MAP *.example.com:443 127.0.0.1:${https},MAP * ~NOTFOUND`,
      ],
      // No folder of the user is read.
      env: { ...process.env, HOME: site.profile },
      timeout: 30_000,
    });
    return site;
  }

  async stop() {
    await this.browser.close();
    await rm(this.profile, { recursive: true, force: true });
  }

  // Opens a page in a new window without cookies or history. `page.problems` are the browser's
  // requests for anything except pages of the site, and its complaints.
  async open(path = '/', options = {}) {
    const context = await this.browser.newContext({ ignoreHTTPSErrors: true, locale: 'en', ...options });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.problems = [];
    page.on('request', (request) => {
      if (!isPage(request)) page.problems.push(`asked for ${request.url().slice(0, 200)}`);
    });
    page.on('console', (message) => {
      if (!saysStatus(message)) page.problems.push(message.text());
    });
    page.on('pageerror', (error) => page.problems.push(String(error)));
    const session = await context.newCDPSession(page);
    await session.send('Audits.enable');
    session.on('Audits.issueAdded', ({ issue }) => page.problems.push(JSON.stringify(issue)));
    // The logo on another host.
    await context.route('https://cdn.linked.example:8443/**', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: LOGO }),
    );
    if (path) await page.goto(ORIGIN + path);
    return page;
  }

  async closeAll() {
    for (const context of this.browser.contexts()) await context.close();
  }

  // Returns the codes of all languages that the page offers.
  async languages() {
    const page = await this.open();
    const codes = await page.locator('nav button').evaluateAll((all) => all.map((one) => one.value));
    await page.context().close();
    return codes;
  }

  // Calls `look(page, where)` for every page in the languages; `where` identifies it.
  async forEveryPage(look, { languages, paths = PAGES, ...options } = {}) {
    const page = await this.open('', options);
    for (const language of languages ?? (await this.languages()))
      for (const [name, path] of Object.entries(paths)) {
        const target = `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
        const response = await page.goto(ORIGIN + target);
        await look(page, `${name}, ${language}`, response);
      }
    return page;
  }
}

export const openApps = (page) =>
  page.locator('details').evaluateAll((all) => all.forEach((app) => { app.open = true; }));

function isPage(request) {
  return request.isNavigationRequest() && isAddressOfPage(request.url());
}

function isAddressOfPage(text) {
  const { origin, pathname } = new URL(text);
  return origin === ORIGIN && pathname === '/';
}

// Chromium's message about a page with status 400, 404 or 503.
function saysStatus(message) {
  return (
    message.text().startsWith('Failed to load resource: the server responded with a status of') &&
    isAddressOfPage(message.location().url)
  );
}
