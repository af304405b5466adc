// The last spec: pages that no other spec comes by, and then the proof that axe has seen every page of the table.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { accessible, close, demo, fits, lookedAt, mails, narrow, open, signIn } from '../browser.mjs';
import { answerAll, finish, invite, start } from '../people.mjs';

after(close);

const intake = `/assessments/${demo.assessment}/intakes/${demo.intake}`;

async function look(page, what) {
  await accessible(page, what);
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, `${what} (dark)`);
  await page.emulateMedia({ colorScheme: 'light' });
  const before = page.viewportSize();
  await page.setViewportSize(narrow);
  await fits(page, what);
  await page.setViewportSize(before);
}

test('an instance that nobody has set up', async () => {
  const { page, context, trouble } = await open({ baseURL: process.env.ATTUNE_FRESH_URL });
  await page.goto('/setup');
  await look(page, 'set up');
  await page.fill('input[name=token]', 'not the token');
  await page.fill('input[name=name]', 'Ana Ruiz');
  await page.fill('input[name=email]', 'ana@demo.example');
  await page.fill('input[name=password]', 'a long enough password');
  await page.locator('main form button').click();
  await look(page, 'set up, refused');
  assert.equal(await page.inputValue('input[name=name]'), 'Ana Ruiz', 'what was typed stays');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a forgotten password', async () => {
  const { page, context, trouble } = await open();
  await page.goto('/forgot');
  await page.fill('input[name=email]', demo.logins.rater.email);
  await page.locator('main form button').click();
  await look(page, 'a link was asked for');
  const [mail] = await mails(demo.logins.rater.email, 1, /\/reset\//);
  await page.goto(/https?:\/\/\S+\/reset\/\S+/.exec(mail)[0]);
  assert.match(page.url(), /\/reset$/, 'the address holds no token');
  await look(page, 'a new password');
  await page.fill('input[name=password]', 'short');
  await page.locator('main form button').click();
  await look(page, 'a new password, too short');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what a candidate asks of people, and their answer', { timeout: 120000 }, async () => {
  const { page, context, trouble } = await open();
  await page.goto(await invite('asking'));
  const home = new URL(page.url()).pathname;
  await page.goto(`${home}/adjust`);
  await page.fill('textarea[name=message]', 'A quiet time of day to take it.');
  await page.getByRole('button', { name: 'Send to the contact person' }).click();
  await look(page, 'a request waits');
  const [mail] = await mails('@demo.example', 1, /\/adjustments\//);
  const desk = await open();
  await desk.page.goto(/https?:\/\/\S+\/adjustments\/[0-9a-f-]+\/[0-9a-f]{64}/.exec(mail)[0]);
  await look(desk.page, 'a request, at the contact person');
  await desk.page.locator('main textarea').fill('Take it whenever it suits you.');
  await desk.page.locator('main form button').first().click();
  await look(desk.page, 'a request, answered');
  await page.goto(home);
  await start(page);
  await answerAll(page);
  await page.goto(`${home}/submit`);
  await look(page, 'the last look');
  await page.goto(`${home}/q/1`);
  await finish(page);
  await page.goto(`${home}/human-review`);
  await look(page, 'a review by a person');
  await page.getByRole('button', { name: 'Ask for a review' }).click();
  await look(page, 'a review was asked for');
  assert.deepEqual([...trouble, ...desk.trouble], []);
  await context.close();
  await desk.context.close();
});

test('revoking, and reading a mail in the demo mailbox', { timeout: 60000 }, async () => {
  await invite('revoked');
  const { page, context, trouble } = await open();
  await signIn(page, 'recruiter');
  await page.goto(`${intake}?q=revoked`);
  await page.locator('main details summary', { hasText: 'Actions' }).click();
  await page.goto(await page.locator('main a[href$="/revoke"]').first().getAttribute('href'));
  await look(page, 'revoke an invitation');
  await page.goto('/mailbox');
  await page.goto(await page.locator('main a[href^="/mailbox/"]').first().getAttribute('href'));
  await look(page, 'a mail');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('axe has seen every page', () => {
  const { page: pages } = JSON.parse(readFileSync(new URL('../routes.json', import.meta.url), 'utf8'));
  const seen = readFileSync(lookedAt, 'utf8').split('\n');
  const shape = (path) => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`);
  const fixed = new Set(pages.filter((path) => !path.includes('{')));
  const unseen = pages.filter((path) => !seen.some((at) =>
    fixed.has(path) ? at === path : shape(path).test(at) && !fixed.has(at)));
  assert.deepEqual(unseen, []);
});
