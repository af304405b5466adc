// What people do in more than one spec: a candidate answers, a recruiter builds, publishes and invites.
import assert from 'node:assert/strict';
import { demo, open, signIn } from './browser.mjs';

/** Gives every question its k-th choice, as a person with a keyboard would. */
export async function answerAll(page) {
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

/** Goes from the welcome to the first question. */
export async function start(page) {
  await page.check('input[name=consent]');
  await page.getByRole('button', { name: 'Start the assessment' }).click();
  await page.waitForURL(/\/q\/\d+$/);
}

/** Answers every question from the one that is shown, and submits. */
export async function finish(page) {
  while (!page.url().endsWith('/review')) {
    await answerAll(page);
    const before = page.url();
    await page.locator('main form button.main').first().click();
    await page.waitForURL((at) => at.href !== before);
  }
  await page.locator('main form button.main, main a.button.main').first().click();
  await page.waitForURL(/\/(submit|done)$/);
  if (!page.url().endsWith('/done')) await page.locator('main form button.main').first().click();
  await page.waitForURL(/\/done$/);
}

/** A new draft with the first questions of the picker; its address. */
export async function draft(page, title, questions) {
  await page.goto('/assessments/new');
  await page.fill('input[name=title]', title);
  await page.fill('input[name=job_title]', 'Customer care agent');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.waitForURL(/\/edit$/);
  const address = page.url().replace(/\/edit$/, '');
  await page.goto(`${address}/questions`);
  const boxes = page.locator('input[name=add]');
  for (let index = 0; index < questions; index += 1) await boxes.nth(index).check();
  await page.getByRole('button', { name: 'Add the ticked questions' }).first().click();
  await page.getByText(`${questions} questions chosen.`).waitFor();
  return address;
}

/** Takes the draft once, as publishing asks, and publishes it as a pilot. */
export async function publish(page, address) {
  await page.goto(`${address}/trial`);
  await page.getByRole('button', { name: 'Start as a candidate' }).click();
  await start(page);
  await finish(page);
  await page.goto(`${address}/publish`);
  await page.check('input[name=purpose][value=pilot]');
  await page.getByRole('button', { name: 'Publish and freeze it' }).click();
  await page.waitForURL((at) => !at.pathname.endsWith('/publish'));
}

/** A new intake of a published assessment; its address. */
export async function openIntake(page, address, name) {
  await page.goto(`${address}/intakes/new`);
  await page.fill('input[name=name]', name);
  await page.getByRole('button', { name: 'Create the intake' }).click();
  await page.waitForURL(/\/intakes\/[0-9a-f-]{36}/);
  return page.url().replace(/[?#].*/, '');
}

/** A fresh personal link, made as for somebody who gets it another way. `look` sees the pages on the way. */
export async function copiedLink(page, intake, name, look = async () => {}) {
  await page.goto(`${intake}/invite`);
  await page.fill('textarea[name=people]', `${name} <${name}@demo.example>`);
  await page.getByRole('button', { name: 'Preview the list' }).click();
  await look('preview of a list');
  await page.getByRole('button', { name: 'without a mail' }).click();
  await page.goto(`${intake}?q=${name}`);
  await page.locator('main details summary', { hasText: 'Actions' }).click();
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await look('personal link');
  const found = await page.locator('main input[readonly]').inputValue();
  assert.match(found, /^http.*\/i\/[0-9a-f-]+\/[0-9a-f]{64}$/, 'the link is shown');
  return found;
}

/** The same for the demo's own intake, by its recruiter. */
export async function invite(name, look) {
  const { page, context } = await open();
  await signIn(page, 'recruiter');
  const link = await copiedLink(page, `/assessments/${demo.assessment}/intakes/${demo.intake}`, name, look && ((what) => look(page, what)));
  await context.close();
  return link;
}
