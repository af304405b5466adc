// A newer key for a published assessment: an admin mends it in the workshop, a recruiter sees who would move, adopts it
// with a reason, and finds both score cards; without JavaScript too.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { accessible, close, demo, desktop, fits, narrow, open, signIn } from '../browser.mjs';

after(close);

const base = `/assessments/${demo.assessment}`;

async function look(page, what) {
  await page.emulateMedia({ colorScheme: 'light' });
  await accessible(page, what);
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, `${what} (dark)`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(narrow);
  await fits(page, what);
  await page.setViewportSize(desktop);
}

/** The best two replies of a question change their values, in the workshop; whether the bank took the new version. */
async function mend(page, number) {
  await page.goto(`${base}/edit`);
  const question = page.locator('main tbody tr').nth(number - 1).locator('a[href*="/questions/"]');
  const bank = (await question.getAttribute('href')).split('/')[2];
  const title = await question.innerText();
  // Another spec may have brought a newer version: the present one is changed.
  await page.goto(`/banks/${bank}?q=${encodeURIComponent(title)}`);
  await page.getByRole('link', { name: title, exact: true }).first().click();
  await page.waitForURL(/\/questions\//);
  await page.click('button[value=change]');
  await page.waitForURL(/\/drafts\//);
  const values = page.locator('input[name$="-value"]');
  const typed = [];
  for (let at = 0; at < (await values.count()); at += 1) typed.push(Number(await values.nth(at).inputValue()));
  const order = [...typed.keys()].sort((a, b) => typed[b] - typed[a]);
  // What chance earns stays the same, so that the key would be published.
  await values.nth(order[0]).fill(String(typed[order[1]]));
  await values.nth(order[1]).fill(String(typed[order[0]]));
  await page.click('button[value=make_ready]');
  await page.waitForLoadState();
  return /\/questions\//.test(page.url());
}

/** Mends the first question from `number` on that the bank takes; gives the next number. */
async function mendOne(page, number) {
  for (let at = number; at <= 14; at += 1) if (await mend(page, at)) return at + 1;
  assert.fail('no question could be mended');
}

let next = 1;

for (const javaScriptEnabled of [true, false]) {
  test(`a newer key is tried dry and adopted, ${javaScriptEnabled ? 'with' : 'without'} scripts`, { timeout: 180000 }, async () => {
    const admin = await open();
    await signIn(admin.page, 'admin');
    next = await mendOne(admin.page, next);
    await admin.context.close();

    const { page, context, trouble } = await open(javaScriptEnabled ? {} : { javaScriptEnabled });
    const seen = javaScriptEnabled ? look : async () => {};
    await signIn(page, 'recruiter');
    await page.goto(base);
    await page.getByRole('link', { name: /See whether questions have newer keys/ }).click();
    await seen(page, 'newer keys');
    await page.getByRole('button', { name: 'See what they would change' }).click();
    await page.waitForURL(/\/keys\/dry-run\?/);
    assert.match(await page.locator('main').innerText(), /Nothing was written/);
    assert.match(await page.locator('main').innerText(), /Who moves furthest/);
    await seen(page, 'a dry run');
    await page.getByRole('link', { name: 'Go on to adopting them' }).click();
    await page.waitForURL(/\/keys\/adopt\?/);
    await seen(page, 'adopting keys');
    await page.fill('textarea[name=reason]', 'The team leads went through it again.');
    await page.getByRole('button', { name: /and score again/ }).click();
    await page.getByText('The keys are adopted.').waitFor();
    for (let patience = 0; patience < 60; patience += 1) {
      await page.goto(`${base}/keys`);
      if (!/still to follow/.test(await page.locator('main').innerText())) break;
      await pause(250);
    }
    assert.match(await page.locator('main').innerText(), /The team leads went through it again/);
    await seen(page, 'keys adopted');

    await page.goto(`${base}/intakes/${demo.intake}/ranking`);
    await page.goto(await page.locator('main a[href*="/candidates/"]').first().getAttribute('href'));
    const cards = page.locator('section[aria-labelledby=cards] tbody tr');
    assert.ok((await cards.count()) >= 2, 'both score cards');
    await seen(page, 'a result with two score cards');
    const download = page.waitForEvent('download');
    await cards.nth(1).getByRole('link').click();
    const ledger = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    assert.equal(typeof ledger.card.total_micro, 'number');
    assert.deepEqual(trouble, []);
    await context.close();
  });
}
