// The pages of recruiters and admins: accessible, no wider than a phone, no script errors.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, close, demo, fits, narrow, open, signIn } from '../browser.mjs';

after(close);

const at = `/assessments/${demo.assessment}`;
const intake = `${at}/intakes/${demo.intake}`;
const pages = {
  recruiter: ['/assessments', '/assessments/new', at, `${intake}`, `${intake}/invite`, `${intake}/ranking`, '/banks',
    '/banks/core-empathy', '/account'],
  admin: ['/admin/accounts', '/admin/audit', '/admin/jobs', '/mailbox'],
};

for (const [role, paths] of Object.entries(pages)) {
  for (const path of paths) {
    test(`${role}: ${path.replace(demo.assessment, 'A').replace(demo.intake, 'I')}`, { timeout: 60000 }, async () => {
      const { page, context, trouble } = await open({ colorScheme: 'light' });
      await signIn(page, role);
      const reply = await page.goto(path);
      assert.equal(reply.status(), 200);
      await accessible(page, path);
      await page.emulateMedia({ colorScheme: 'dark' });
      await accessible(page, `${path} (dark)`);
      await page.setViewportSize(narrow);
      await fits(page, path);
      assert.deepEqual(trouble, []);
      await context.close();
    });
  }
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
