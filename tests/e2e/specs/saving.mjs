// What the candidate's island adds: saving on change with its states, patience without a network, another device, two
// tabs, and the time left by the server's clock.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, close, hydrated, open, phone, signIn } from '../browser.mjs';
import { copiedLink, draft, invite, openIntake, publish, start } from '../people.mjs';

after(close);

const state = (page, wanted) => page.locator(`p.saved[data-state=${wanted}]`).waitFor();

test('answers save on change, wait for the network and go on at another device', { timeout: 120000 }, async () => {
  const link = await invite('saving');
  const { page, context } = await open({ viewport: phone });
  await page.goto(link);
  await start(page);
  await hydrated(page);
  await page.locator('main input[type=radio], main select').first().waitFor();
  const pick = async (at, index) => {
    const radios = at.locator('main input[type=radio]');
    if (await radios.count()) await radios.nth(index).check();
    else await at.locator('main select').first().selectOption({ index: index + 1 });
  };
  const picked = (at) => at.evaluate(() => {
    const radios = [...document.querySelectorAll('main input[type=radio]')];
    return radios.length ? radios.findIndex((radio) => radio.checked) : document.querySelector('main select').selectedIndex - 1;
  });
  await pick(page, 0);
  await state(page, 'saved');
  assert.match(await page.locator('p.saved').innerText(), /Saved on the server at \d\d:\d\d:\d\d/);

  await context.setOffline(true);
  await pick(page, 1);
  await state(page, 'waiting');
  await accessible(page, 'a question without a network');
  await context.setOffline(false);
  await state(page, 'saved');

  const device = await open();
  await device.page.goto(link);
  await device.page.goto(page.url());
  assert.equal(await picked(device.page), 1, 'the answer is there on another device');
  await hydrated(device.page);
  await pick(device.page, 2);
  await state(device.page, 'saved');
  await pick(page, 0);
  await state(page, 'refused');
  assert.match(await page.locator('p.saved').innerText(), /another page or device/);
  await accessible(page, 'two answers to one question');
  await page.getByRole('button', { name: 'Use the answer on this page' }).click();
  await state(page, 'saved');
  await device.page.reload();
  assert.equal(await picked(device.page), 0, 'the answer that was chosen counts');
  await device.context.close();
  await context.close();
});

test('a time limit warns at five minutes and one, and submits what is there', { timeout: 240000 }, async () => {
  const staff = await open();
  await signIn(staff.page, 'recruiter');
  const address = await draft(staff.page, 'Timed care', 4);
  await staff.page.goto(`${address}/settings`);
  await staff.page.fill('input[name=time_limit_minutes]', '10');
  await staff.page.getByRole('button', { name: 'Save the settings' }).first().click();
  await publish(staff.page, address);
  const intake = await openIntake(staff.page, address, 'Timed');
  const link = await copiedLink(staff.page, intake, 'timed');
  await staff.context.close();

  const { page, context } = await open({ viewport: phone });
  await page.clock.install();
  await page.goto(link);
  assert.match(await page.locator('main').innerText(), /At most 10 minutes/);
  await start(page);
  await hydrated(page);
  const aloud = page.locator('p[role=status]');
  assert.equal(await aloud.innerText(), '');
  await page.locator('main input[type=radio], main select').first().waitFor();
  await page.clock.fastForward('05:02');
  await page.clock.runFor(1500);
  assert.match(await aloud.innerText(), /5 minutes left/);
  await accessible(page, 'the last five minutes');
  await page.clock.fastForward('04:00');
  await page.clock.runFor(1500);
  assert.match(await aloud.innerText(), /1 minute left/);
  await page.clock.fastForward('01:00');
  await page.clock.runFor(8000);
  await page.waitForURL(/\/done$/);
  await context.close();
});
