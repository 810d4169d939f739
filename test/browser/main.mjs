// main.mjs HTTP HTTPS: runs Chromium, with every host mapped to 127.0.0.1 and these two ports. Each
// line of standard input names a check, or is `languages` for the list of languages; the output for
// each is a line of JSON.
import { createInterface } from 'node:readline';
import { Site } from './site.mjs';
import * as accessibility from './accessibility.mjs';
import * as form from './form.mjs';
import * as html from './html.mjs';
import * as layout from './layout.mjs';
import * as pictures from './pictures.mjs';
import * as privacy from './privacy.mjs';

const checks = { ...accessibility, ...form, ...html, ...layout, ...pictures, ...privacy };

async function answer(site, line) {
  const [name, ...words] = line.split(' ');
  try {
    await checks[name](site, ...words);
    return {};
  } catch (error) {
    return { failure: error.stack };
  } finally {
    await site.closeAll();
  }
}

const site = await Site.start(process.argv[2], process.argv[3]);
for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(await answer(site, line)));
await site.stop();
