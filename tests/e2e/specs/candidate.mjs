// A candidate's whole way, with and without JavaScript, on a phone: every page is accessible and fits 320 px.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, close, demo, fits, narrow, open, phone, signIn } from '../browser.mjs';

after(close);

/** A fresh personal link, made by the recruiter as for somebody who gets it another way. */
async function invite(name) {
  const { page, context } = await open();
  await signIn(page, 'recruiter');
  const at = `/assessments/${demo.assessment}/intakes/${demo.intake}`;
  await page.goto(`${at}/invite`);
  await page.fill('textarea[name=people]', `${name} <${name}@demo.example>`);
  await page.getByRole('button', { name: 'Preview the list' }).click();
  await accessible(page, 'preview of a list');
  await page.getByRole('button', { name: 'without a mail' }).click();
  await page.goto(`${at}?q=${name}`);
  await page.locator('main details summary', { hasText: 'Actions' }).click();
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await accessible(page, 'personal link');
  const found = await page.locator('main input[readonly]').inputValue();
  await context.close();
  assert.match(found, /^http.*\/i\/[0-9a-f-]+\/[0-9a-f]{64}$/, 'the link is shown');
  return found;
}

/** Gives every question its k-th choice, as a person with a keyboard would. */
async function answer(page) {
  const groups = await page.evaluate(() =>
    [...new Set([...document.querySelectorAll('main input[type=radio]')].map((radio) => radio.name))]);
  for (const [index, name] of groups.entries()) {
    const radios = page.locator(`main input[type=radio][name="${name}"]`);
    await radios.nth(index % (await radios.count())).check();
  }
  const selects = page.locator('main select');
  for (let index = 0; index < (await selects.count()); index += 1) {
    await selects.nth(index).selectOption({ index: index + 1 });
  }
}

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';
  test(`a candidate opens, starts, answers, reviews and submits ${how}`, { timeout: 240000 }, async () => {
    const link = await invite(javaScriptEnabled ? 'withscript' : 'noscript');
    const { page, context, trouble } = await open({ javaScriptEnabled, viewport: javaScriptEnabled ? phone : narrow });
    await page.goto(link);
    assert.match(page.url(), /\/t\/[0-9a-f-]+$/, 'the address holds no token');
    const home = new URL(page.url()).pathname;
    if (javaScriptEnabled) await accessible(page, 'welcome');
    else await fits(page, 'welcome');
    await page.check('input[name=consent]');
    await page.locator('main form:has(input[name=consent]) button').click();
    await page.goto(`${home}/q/1`);
    const count = await page.locator('nav ol.steps a').count();
    assert.ok(count >= 10, `${count} questions`);
    const seen = new Set();
    for (let number = 1; number <= count; number += 1) {
      await page.goto(`${home}/q/${number}`);
      const kind = await page.evaluate(() => `${document.querySelectorAll('main select').length > 0} ${document.querySelectorAll('main fieldset').length}`);
      if (!seen.has(kind)) {
        seen.add(kind);
        if (javaScriptEnabled) await accessible(page, `question ${number}`);
        else await fits(page, `question ${number}`);
      }
      await answer(page);
      await page.locator('main form button.main').first().click();
      await page.waitForURL((at) => !at.pathname.endsWith(`/q/${number}`));
    }
    await page.goto(`${home}/review`);
    if (javaScriptEnabled) await accessible(page, 'review');
    await page.locator('main form button.main, main a.button.main').first().click();
    if (!page.url().endsWith('/done')) await page.locator('main form button.main').first().click();
    await page.waitForURL(/\/done$/);
    const text = await page.locator('main').innerText();
    assert.match(text, /[0-9a-f]{64}/, 'the receipt has a hash');
    if (javaScriptEnabled) await accessible(page, 'done');
    else await fits(page, 'done');
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test('a scanner that opens the link starts nothing', async () => {
  const link = await invite('scanner');
  for (let times = 0; times < 20; times += 1) {
    const reply = await fetch(link, { method: times % 2 ? 'HEAD' : 'GET', redirect: 'manual' });
    assert.equal(reply.status, 303);
  }
  const { page, context } = await open();
  await page.goto(link);
  assert.equal(await page.locator('input[name=consent]').count(), 1, 'still waiting for consent');
  await context.close();
});
