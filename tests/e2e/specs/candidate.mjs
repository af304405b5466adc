// A candidate's whole way, with and without JavaScript, on a phone: every page is accessible and fits 320 px.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, close, fits, narrow, open, phone } from '../browser.mjs';
import { answerAll, invite } from '../people.mjs';

after(close);

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';
  test(`a candidate opens, starts, answers, reviews and submits ${how}`, { timeout: 240000 }, async () => {
    const link = await invite(javaScriptEnabled ? 'withscript' : 'noscript', accessible);
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
      await answerAll(page);
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

test('the pages beside the questions are accessible and narrow', { timeout: 120000 }, async () => {
  const { page, context, trouble } = await open({ viewport: narrow });
  const look = async (what) => {
    await accessible(page, what);
    await fits(page, what);
  };
  await page.goto(await invite('beside'));
  const home = new URL(page.url()).pathname;
  for (const part of ['practice', 'adjust', 'withdraw']) {
    await page.goto(`${home}/${part}`);
    await look(part);
  }
  await page.goto(`${home}/practice`);
  await answerAll(page);
  await page.goto(`${home}/adjust`);
  await page.locator('main form button').first().click();
  await look('what became of the request');
  await page.goto(`${home}/no-such-page`);
  await look('a page that is not there');
  await page.goto('/i/00000000-0000-0000-0000-000000000000/0000');
  await look('a link that is no good');
  assert.deepEqual(trouble, []);
  await context.close();
});

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
