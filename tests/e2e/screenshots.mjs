// Pictures of the pages, phone and desktop, light and dark; two of them are the README's.
import { mkdirSync } from 'node:fs';
import { close, demo, desktop, open, phone, signIn } from './browser.mjs';

const out = new URL('./out/', import.meta.url).pathname;
const docs = new URL('../../docs/screenshots/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });
mkdirSync(docs, { recursive: true });

async function shoot(page, name, path) {
  if (path) await page.goto(path);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${out}${name}.png`, fullPage: true });
  console.log(name);
}

for (const [size, viewport] of [['desktop', desktop], ['phone', phone]]) {
  for (const colorScheme of ['light', 'dark']) {
    const tag = `${size}-${colorScheme}`;
    const { page, context } = await open({ viewport, colorScheme });
    await page.goto(demo.candidate_link);
    await shoot(page, `welcome-${tag}`);
    const handle = new URL(page.url()).pathname.split('/')[2];
    if (await page.locator('input[name=consent]').count()) {
      await page.check('input[name=consent]');
      await page.click('main form:has(input[name=consent]) button');
    }
    await shoot(page, `practice-${tag}`, `/t/${handle}/practice`);
    await shoot(page, `question-${tag}`, `/t/${handle}/q/1`);
    if (tag === 'phone-light') await page.screenshot({ path: `${docs}question.png` });
    await shoot(page, `question-2-${tag}`, `/t/${handle}/q/2`);
    await shoot(page, `question-3-${tag}`, `/t/${handle}/q/3`);
    await shoot(page, `review-${tag}`, `/t/${handle}/review`);
    await shoot(page, `login-${tag}`, '/login');
    await signIn(page, 'recruiter');
    await shoot(page, `assessments-${tag}`, '/assessments');
    const { assessment, intake } = demo;
    const at = `/assessments/${assessment}`;
    await shoot(page, `overview-${tag}`, at);
    await shoot(page, `ranking-${tag}`, `${at}/intakes/${intake}/ranking`);
    if (tag === 'desktop-light') await page.screenshot({ path: `${docs}ranking.png` });
    const first = await page.locator('a[href*="/candidates/"]').first().getAttribute('href');
    await shoot(page, `candidate-${tag}`, first);
    await shoot(page, `intake-${tag}`, `${at}/intakes/${intake}`);
    await shoot(page, `invite-${tag}`, `${at}/intakes/${intake}/invite`);
    await shoot(page, `banks-${tag}`, '/banks');
    await page.locator('main a[href^="/banks/"]').first().click();
    await shoot(page, `bank-${tag}`);
    const question = page.locator('a[href*="/questions/"]').first();
    if (await question.count()) {
      await question.click();
      await shoot(page, `bank-question-${tag}`);
    }
    await page.goto('/assessments/new');
    await shoot(page, `new-assessment-${tag}`);
    await context.close();
    const admin = await open({ viewport, colorScheme });
    await signIn(admin.page, 'admin');
    await shoot(admin.page, `accounts-${tag}`, '/admin/accounts');
    await shoot(admin.page, `audit-${tag}`, '/admin/audit');
    await shoot(admin.page, `jobs-${tag}`, '/admin/jobs');
    await shoot(admin.page, `mailbox-${tag}`, '/mailbox');
    await shoot(admin.page, `account-${tag}`, '/account');
    await admin.context.close();
  }
}
await close();
