// The workshop in a browser: written without JavaScript, saved by itself with it, by keyboard, and every page of it
// accessible on a desktop, in the dark and on a phone.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, close, fits, narrow, open, signIn } from '../browser.mjs';

after(close);

async function look(page, what) {
  await page.emulateMedia({ colorScheme: 'light' });
  await accessible(page, what);
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, `${what} (dark)`);
  await page.setViewportSize(narrow);
  await fits(page, what);
}

/** A draft of the first question of a shipped bank; its address. */
async function draft(page) {
  await page.goto('/banks/core-empathy');
  await page.goto(await page.locator('main a[href*="/questions/"]').first().getAttribute('href'));
  await page.click('button[value=change]');
  await page.waitForURL(/\/drafts\//);
  return new URL(page.url()).pathname;
}

for (const javaScriptEnabled of [true, false]) {
  test(`pages of the workshop, ${javaScriptEnabled ? 'with' : 'without'} scripts`, { timeout: 120000 }, async () => {
    const { page, context, trouble } = await open(javaScriptEnabled ? {} : { javaScriptEnabled });
    await signIn(page, 'admin');
    const path = await draft(page);
    assert.match(await page.locator('.preview').innerText(), /As the candidate sees it/i);
    await page.fill('[name=scenario]', 'Nobody has published this scenario.');
    await page.click('button.main >> nth=0');
    await page.waitForURL((at) => at.pathname === path);
    assert.match(await page.locator('.preview').innerText(), /Nobody has published/);
    assert.equal(await page.inputValue('[name=scenario]'), 'Nobody has published this scenario.');
    await page.click('button[value="down:0"]');
    await page.waitForURL(/f-options/);
    await page.click('.card button[value=submit]');
    await page.waitForURL((at) => at.pathname === path && !at.hash);
    assert.match(await page.locator('main').innerText(), /in review/i);
    if (javaScriptEnabled) {
      for (const at of ['/banks/new', '/banks/core-empathy/settings', '/banks/core-empathy/drafts',
        '/banks/core-empathy/retired', path]) {
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(at);
        await look(page, at);
      }
      const open = await draft(page);
      await page.goto(`${open}?check=1`);
      await look(page, open);
      const base = await page.locator('a[href*="/core-empathy/questions/"]').first().getAttribute('href');
      await page.goto(`${base}/since/${base.split('/').at(-1)}`);
      await look(page, 'changes');
    }
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test('typing saves itself and the preview follows, by keyboard alone', { timeout: 60000 }, async () => {
  const { page, context, trouble } = await open();
  await signIn(page, 'admin');
  const path = await draft(page);
  await page.locator('leptos-island[data-hydrated]').first().waitFor();
  await page.focus('[name=title]');
  await page.keyboard.press('End');
  await page.keyboard.type(' typed by keyboard');
  await page.locator('.preview h2', { hasText: 'typed by keyboard' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'scenario');
  await page.goto(path);
  assert.match(await page.inputValue('[name=title]'), /typed by keyboard$/);
  assert.deepEqual(trouble, []);
  await context.close();
});
