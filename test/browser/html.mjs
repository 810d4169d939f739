// Every page is valid HTML, and well-formed XML.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HtmlValidate } from './packages.mjs';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard'],
});

export async function html(site) {
  const folder = await mkdtemp(join(site.profile, 'pages-'));
  const files = [];
  await site.forEveryPage(async (page, where, response) => {
    const text = await response.text();
    const { results } = await validator.validateString(text);
    const found = results.flatMap(({ messages }) => messages).map(
      ({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`,
    );
    assert.deepEqual(found, [], where);
    assert.equal(response.headers()['content-type'], 'text/html; charset=utf-8');
    files.push(join(folder, `${where}.xhtml`));
    await writeFile(files.at(-1), text);
  });
  execFileSync('xmllint', ['--noout', '--nonet', ...files]);
}
