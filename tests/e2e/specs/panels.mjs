// An expert panel's whole way: an admin asks eight people, they rate by their links, the key is taken over.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, close, fits, narrow, open, phone, signIn } from '../browser.mjs';

after(close);

const QUESTIONS = 2;

/** Axe in both colours and, at the end, 320 px. */
async function look(page, what) {
  await page.emulateMedia({ colorScheme: 'light' });
  await accessible(page, what);
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, `${what} (dark)`);
  await page.emulateMedia({ colorScheme: 'light' });
  const size = page.viewportSize();
  await page.setViewportSize(narrow);
  await fits(page, what);
  await page.setViewportSize(size);
}

/** Rates every reply of the question shown, by its words: all experts agree, and the replies lie far apart. */
async function rate(page) {
  const words = await page.locator('ol.replies li .stack > div').allInnerTexts();
  const scale = { 3: [7, 4, 1], 4: [7, 5, 2, 1] }[words.length] ?? [7, 4, 3, 2, 1, 1, 1, 1];
  const order = [...words].sort();
  const letters = await page.locator('ol.replies li > b').allInnerTexts();
  for (const [index, letter] of letters.entries()) {
    const rating = scale[order.indexOf(words[index])];
    await page.locator(`input[name="rate-${letter}"][value="${rating}"]`).check();
  }
}

/** A new panel about the first questions of the bank; its address. */
async function startPanel(page) {
  await page.goto('/banks/core-empathy');
  await page.getByRole('link', { name: 'Ask an expert panel' }).click();
  await look(page, 'a new panel');
  await page.fill('input[name=title]', 'Spring panel');
  await page.fill('textarea[name=purpose]', 'A key for hiring customer care agents.');
  const boxes = page.locator('input[name=question]');
  for (let index = QUESTIONS; index < (await boxes.count()); index += 1) await boxes.nth(index).uncheck();
  await page.getByRole('button', { name: 'Start the panel' }).click();
  await page.waitForURL(/\/panels\/[0-9a-f-]{36}\/invite$/);
  return page.url().replace(/\/invite$/, '');
}

/** Invites people without a mail and copies their links. */
async function inviteExperts(page, panel, count) {
  await look(page, 'invite experts');
  const people = Array.from({ length: count }, (_, n) => `Expert ${n + 1} <expert${n + 1}@demo.example>`);
  await page.fill('textarea[name=people]', people.join('\n'));
  await page.getByRole('button', { name: 'Preview the list' }).click();
  await look(page, 'preview of experts');
  await page.getByRole('button', { name: 'without a mail' }).click();
  await page.waitForURL(panel);
  await look(page, 'a panel of people invited');
  const links = [];
  for (let index = 0; index < count; index += 1) {
    await page.goto(panel);
    await page.locator('main details summary').nth(index).click();
    await page.getByRole('button', { name: 'Copy the link' }).nth(0).click();
    if (index === 0) await look(page, 'an expert’s link');
    links.push(await page.locator('main input[readonly]').inputValue());
  }
  return links;
}

/** One expert's way; `seen` is called on every page. */
async function answer(link, options, seen) {
  const { page, context, trouble } = await open(options);
  await page.goto(link);
  assert.match(page.url(), /\/rate\/[0-9a-f-]+$/, 'the address holds no token');
  await seen(page, 'an expert’s welcome');
  await page.check('input[name=consent]');
  await page.fill('input[name=role]', 'Team lead in support');
  await page.getByRole('button', { name: 'Begin' }).click();
  for (let number = 1; number <= QUESTIONS; number += 1) {
    await page.waitForURL(new RegExp(`/q/${number}$`));
    await rate(page);
    await seen(page, `an expert’s question ${number}`);
    await page.getByRole('button', { name: number === 1 ? 'Save and stop here' : 'Save and continue' }).click();
    if (number === 1) {
      await page.getByText('Saved. You can close this page').waitFor();
      await seen(page, 'an expert’s welcome, begun');
      await page.goto(link);
    }
  }
  await page.waitForURL(/\/finish$/);
  await seen(page, 'an expert’s last look');
  await page.getByRole('button', { name: 'Finish and hand in' }).click();
  await page.waitForURL(/\/done$/);
  await seen(page, 'an expert’s thanks');
  assert.deepEqual(trouble, []);
  await context.close();
}

test('a panel is asked, rates blind, agrees, and its key is taken over', { timeout: 300000 }, async () => {
  const { page, context, trouble } = await open();
  await signIn(page, 'admin');
  await page.goto('/panels');
  await look(page, 'panels');
  const panel = await startPanel(page);
  const links = await inviteExperts(page, panel, 8);
  assert.equal(new Set(links).size, 8);
  await answer(links[0], { viewport: phone }, look);
  await answer(links[1], { viewport: narrow, javaScriptEnabled: false }, fits);
  for (const link of links.slice(2)) await answer(link, {}, async () => {});

  await page.goto(panel);
  await look(page, 'a panel that has rated');
  await page.goto(await page.locator('main a[href$="/revoke"]').first().getAttribute('href'));
  await look(page, 'taking an expert out');
  await page.goto(`${panel}/close`);
  await look(page, 'closing a panel');
  await page.getByRole('button', { name: 'Close the panel' }).click();
  await page.waitForURL(/\/results$/);
  await page.getByText(`${QUESTIONS} of ${QUESTIONS} questions pass the gate`).waitFor();
  await look(page, 'a panel’s results');
  await page.getByRole('button', { name: 'See what taking them over changes' }).click();
  await look(page, 'taking keys over');
  await page.getByRole('button', { name: `Take ${QUESTIONS} keys over` }).click();
  await page.getByText(`${QUESTIONS} keys are taken over.`).waitFor();
  await look(page, 'a panel’s results, taken over');
  await page.goto('/panels');
  await look(page, 'the list of panels');
  await page.goto('/banks/core-empathy');
  await page.locator('main a[href*="/questions/"]').first().click();
  await page.getByText(/Taken over from an expert panel on .* by /).waitFor();
  await look(page, 'a question with a panel’s key');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('one question is rated with the keyboard alone', { timeout: 120000 }, async () => {
  const { page, context } = await open();
  await signIn(page, 'admin');
  const panel = await startPanel(page);
  const [link] = await inviteExperts(page, panel, 1);
  await page.goto(link);
  await page.locator('input[name=consent]').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/q\/1$/);
  await page.locator('input[type=radio]').first().focus();
  const groups = await page.locator('ol.replies li').count();
  for (let index = 0; index < groups; index += 1) {
    await page.keyboard.press('Space');
    for (let step = 0; step < index; step += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
  }
  const chosen = await page.locator('input[type=radio]:checked').evaluateAll((radios) => radios.map((radio) => radio.value));
  assert.deepEqual(chosen, Array.from({ length: groups }, (_, index) => String(index + 1)));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/q\/2$/);
  await context.close();
});
