// Loads the packages that npm installed in the current folder of the process.
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/`);
export const { chromium } = require('playwright-core');
export const { HtmlValidate } = require('html-validate');
export const axe = require('axe-core');
