// What npm installed into the folder that the process runs in.
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/`);
export const { chromium } = require('playwright-core');
export const { HtmlValidate } = require('html-validate');
export const axe = require('axe-core');
