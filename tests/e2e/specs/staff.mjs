// The pages of recruiters and admins: accessible, no wider than a phone, no script errors.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, close, demo, fits, narrow, open, signIn } from '../browser.mjs';

after(close);

const at = `/assessments/${demo.assessment}`;
const intake = `${at}/intakes/${demo.intake}`;
const pages = {
  nobody: ['/login', '/forgot'],
  recruiter: ['/assessments', '/assessments/new', at, `${at}/edit`, `${at}/settings`, `${at}/share`, `${at}/duplicate`,
    `${at}/audit`, `${at}/close`, `${at}/analysis`, `${at}/analysis/questions/1`, `${at}/intakes/new`, intake, `${intake}/edit`, `${intake}/invite`, `${intake}/close`,
    `${intake}/ranking`, `${intake}/ranking?blind=1`, '/banks', '/banks/core-empathy', '/account'],
  admin: ['/admin/accounts', '/admin/accounts/new', '/admin/audit', '/admin/jobs', '/mailbox'],
  rater: ['/', '/account'],
};

/** Pages whose address stands in a list. */
const first = [
  ['admin', '/admin/accounts', 'main a[href^="/admin/accounts/"]:not([href$="/new"])'],
  ['recruiter', '/banks/core-empathy', 'main a[href*="/questions/"]'],
  ['recruiter', `${intake}/ranking`, 'main a[href*="/candidates/"]'],
];

async function look(page, what) {
  await page.emulateMedia({ colorScheme: 'light' });
  await accessible(page, what);
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, `${what} (dark)`);
  await page.setViewportSize(narrow);
  await fits(page, what);
}

for (const [role, paths] of Object.entries(pages)) {
  for (const path of paths) {
    test(`${role}: ${path.replace(demo.assessment, 'A').replace(demo.intake, 'I')}`, { timeout: 60000 }, async () => {
      const { page, context, trouble } = await open();
      if (role !== 'nobody') await signIn(page, role);
      const reply = await page.goto(path);
      assert.equal(reply.status(), 200);
      await look(page, path);
      assert.deepEqual(trouble, []);
      await context.close();
    });
  }
}

for (const [role, list, link] of first) {
  test(`${role}: the first of ${list.replace(demo.assessment, 'A').replace(demo.intake, 'I')}`, { timeout: 60000 }, async () => {
    const { page, context, trouble } = await open();
    await signIn(page, role);
    await page.goto(list);
    await page.goto(await page.locator(link).first().getAttribute('href'));
    await look(page, page.url());
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test('a candidate page explains every point', { timeout: 60000 }, async () => {
  const { page, context, trouble } = await open();
  await signIn(page, 'recruiter');
  await page.goto(`${intake}/ranking`);
  await page.locator('main a[href*="/candidates/"]').first().click();
  const text = await page.locator('main').innerText();
  for (const words of ['Competencies', 'Interview guide', 'ledger', 'interval']) assert.match(text, new RegExp(words, 'i'));
  await accessible(page, 'candidate');
  assert.deepEqual(trouble, []);
  await context.close();
});
