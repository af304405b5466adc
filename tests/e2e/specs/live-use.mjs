// What live use says about questions, in a browser: accessible on a desktop, in the dark and on a phone; review dates set
// with and without JavaScript.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, close, fits, narrow, open, signIn } from '../browser.mjs';

after(close);

async function look(page, at) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(at);
  await page.emulateMedia({ colorScheme: 'light' });
  await accessible(page, at);
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, `${at} (dark)`);
  await page.setViewportSize(narrow);
  await fits(page, at);
  await page.setViewportSize({ width: 1280, height: 900 });
}

for (const javaScriptEnabled of [true, false]) {
  test(`a review date, and what is to be looked at, ${javaScriptEnabled ? 'with' : 'without'} scripts`, { timeout: 90000 }, async () => {
    const { page, context, trouble } = await open(javaScriptEnabled ? {} : { javaScriptEnabled });
    await signIn(page, 'admin');
    await page.goto('/banks/core-empathy');
    const question = await page.locator('main a[href*="/questions/"]').first().getAttribute('href');
    await page.goto(question);
    assert.match(await page.locator('#live-use').innerText(), /From live use/);
    await page.click('a[href$="/review"]');
    const date = `${new Date().getFullYear() + 1}-06-30`;
    await page.fill('[name=review_by]', date);
    await page.click('form button.main');
    await page.waitForURL((at) => at.pathname === question);
    assert.match(await page.locator('main').innerText(), /Review by 30 Jun/);
    if (javaScriptEnabled) {
      for (const at of [question, `${question}/review`, '/banks/core-empathy/alerts']) await look(page, at);
    }
    await page.goto('/banks/core-empathy');
    await page.click('a[href$="/alerts"]');
    assert.match(await page.locator('h1').innerText(), /Questions to look at/);
    await page.goto(`${question}/review`);
    await page.fill('[name=review_by]', '');
    await page.click('form button.main');
    await page.waitForURL((at) => at.pathname === question);
    assert.match(await page.locator('main').innerText(), /No review date is set/);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}
