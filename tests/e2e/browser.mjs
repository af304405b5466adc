// What every spec shares: Debian's Chromium, a demo instance and its logins, axe, and waiting for islands.
import { chromium } from 'playwright-core';
import axe from 'axe-core';
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import assert from 'node:assert/strict';

export const url = process.env.ATTUNE_URL;
export const demo = JSON.parse(readFileSync(process.env.ATTUNE_LOGINS, 'utf8'));

export const phone = { width: 360, height: 740 };
export const narrow = { width: 320, height: 640 };
export const desktop = { width: 1280, height: 900 };

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let running;
export async function browser() {
  running ??= await chromium.launch({ executablePath: process.env.ATTUNE_CHROMIUM ?? '/usr/bin/chromium', args: flags });
  return running;
}

export async function close() {
  await running?.close();
  running = undefined;
}

/** A new browser window with nothing in it; fails the test on any script error or blocked content. */
export async function open(options = {}) {
  const context = await (await browser()).newContext({ viewport: desktop, baseURL: url, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !/Failed to load resource: the server responded with a status of 4/.test(text)) {
      trouble.push(`console: ${text}`);
    }
  });
  page.on('dialog', (dialog) => {
    trouble.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  return { context, page, trouble };
}

export async function signIn(page, role) {
  const { email, password } = demo.logins[role];
  await page.goto('/login');
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', password);
  await page.click('main form button[type=submit], main form button:not([type])');
  await page.waitForURL((at) => !at.pathname.startsWith('/login'));
}

/** axe-core on the page as it stands; the content security policy stays on, so the script is evaluated directly. */
export async function accessible(page, what) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  const lines = found.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} (${violation.help})`));
  assert.deepEqual(lines, [], `${what}: ${lines.length} accessibility finding(s)`);
  appendFileSync(lookedAt, `${new URL(page.url()).pathname}\n`);
}

/** The addresses that axe has seen in this run, of all specs. */
export const lookedAt = process.env.ATTUNE_LOOKED_AT;

/** Nothing sticks out sideways. */
export async function fits(page, what) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${what}: ${over} px wider than the window`);
}

/** Every island on the page has come alive. */
export async function hydrated(page) {
  await page.locator('body[data-hydrated]').waitFor({ state: 'attached' });
}

/** The texts of the mails to an address that say something, once there are `count` of them. */
export async function mails(to, count, saying = /./) {
  const folder = process.env.ATTUNE_MAIL;
  for (let patience = 0; patience < 120; patience += 1) {
    const texts = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
      .filter((mail) => mail.to.includes(to) && saying.test(mail.text))
      .map((mail) => mail.text);
    if (texts.length >= count) return texts;
    await pause(250);
  }
  assert.fail(`fewer than ${count} mails to ${to}`);
}
