// A recruiter's whole way, with and without JavaScript: a draft, a trial, a publication, an intake, an invitation by
// mail, a candidate, the ranking, a comparison, a decision, a report and the end of the intake.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, close, desktop, fits, hydrated, mails, narrow, open, signIn } from '../browser.mjs';
import { copiedLink, draft as newDraft, finish, openIntake, publish, start } from '../people.mjs';

after(close);

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';
  test(`a recruiter builds, publishes, invites, compares and decides ${how}`, { timeout: 240000 }, async () => {
    const { page, context, trouble } = await open({ javaScriptEnabled });
    const look = async (what) => {
      if (javaScriptEnabled) await accessible(page, what);
      await page.setViewportSize(narrow);
      if (javaScriptEnabled) await fits(page, what);
      await page.setViewportSize(desktop);
    };
    const name = javaScriptEnabled ? 'Scripted' : 'Plain';
    await signIn(page, 'recruiter');
    await page.goto('/assessments/new');
    await look('a new assessment');
    await page.fill('input[name=title]', `${name} inbound`);
    await page.check('input[name=blueprint][value=inbound-care]');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('Started from “Inbound care”: 12 questions').waitFor();
    await look('a draft made from a blueprint');
    const draft = await newDraft(page, `${name} care`, 8);
    await page.goto(`${draft}/questions`);
    await look('the picker');
    await page.goto(`${draft}/edit`);
    if (javaScriptEnabled) {
      await hydrated(page);
      const weight = page.locator('input[name^=weight-]').first();
      await weight.fill('2');
      await page.locator('p.saved[data-state=saved]').waitFor();
      await page.reload();
      assert.equal(await weight.inputValue(), '2', 'what was saved by itself survives a reload');
    }
    await look('a draft with questions');

    await page.goto(`${draft}/settings`);
    await page.fill('input[name=contact_name]', 'Pat Person');
    await page.fill('input[name=contact_email]', 'pat@demo.example');
    await page.fill('textarea[name=recipients]', `${name.toLowerCase()}-reports@demo.example`);
    await look('settings');
    await page.getByRole('button', { name: 'Save the settings' }).first().click();

    await page.goto(`${draft}/publish`);
    await look('publish, before the trial');
    await page.goto(`${draft}/trial`);
    await look('the trial, before it starts');
    await publish(page, draft);
    await page.goto(draft);
    assert.match(await page.locator('main').innerText(), /pilot/i);
    await look('a published assessment');
    for (const part of ['edit', 'settings', 'share', 'duplicate', 'audit', 'close']) {
      await page.goto(`${draft}/${part}`);
      await look(part);
    }

    const intake = await openIntake(page, draft, 'Spring');
    await look('an empty intake');
    if (javaScriptEnabled) {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const link = await copiedLink(page, intake, 'copied');
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByText('Copied.').waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
    }
    for (const person of ['Ada', 'Ben']) {
      await page.goto(`${intake}/invite`);
      await page.fill('textarea[name=people]', `${person} ${name} <${person.toLowerCase()}.${name.toLowerCase()}@demo.example>`);
      await page.getByRole('button', { name: 'Preview the list' }).click();
      await page.getByRole('button', { name: /^Send/ }).click();
      const mail = await mails(`${person.toLowerCase()}.${name.toLowerCase()}@demo.example`, 1);
      const link = /https?:\/\/\S+\/i\/[0-9a-f-]+\/[0-9a-f]{64}/.exec(mail[0]);
      assert.ok(link, 'the mail carries the link');
      const candidate = await open({ javaScriptEnabled });
      await candidate.page.goto(link[0]);
      await start(candidate.page);
      await finish(candidate.page);
      assert.deepEqual(candidate.trouble, []);
      await candidate.context.close();
    }

    await page.goto(intake);
    await look('an intake with people');
    await page.goto(`${intake}/edit`);
    await look('change the intake');
    await page.goto(`${intake}/ranking`);
    const ticks = page.locator('input[name=invitation]');
    for (let patience = 0; (await ticks.count()) < 2 && patience < 40; patience += 1) {
      await page.waitForTimeout(250);
      await page.reload();
    }
    await look('the ranking of two');
    await ticks.nth(0).check();
    await ticks.nth(1).check();
    await page.getByRole('button', { name: 'Compare two people' }).click();
    assert.match(await page.locator('main').innerText(), /Their scores are/);
    await look('compare');
    await page.goto(`${intake}/ranking`);
    await ticks.nth(0).check();
    await page.getByRole('button', { name: 'Look over' }).click();
    await look('decide');
    await page.fill('textarea[name=reason]', 'Answers fit the calm that the job asks for.');
    await page.getByRole('button', { name: 'Record the decision' }).click();
    await page.goto(`${intake}/ranking`);
    assert.match(await page.locator('main').innerText(), /advance|hold|decline/);
    await page.locator('main a[href*="/candidates/"]').first().click();
    await look('a candidate');
    const [report] = await mails(`${name.toLowerCase()}-reports@demo.example`, 2);
    const reading = /https?:\/\/\S+\/reports\/[0-9a-f-]+\/[0-9a-f]{64}/.exec(report);
    assert.ok(reading, 'the mail about a report carries an expiring link');
    await page.goto(reading[0]);
    await look('a report by its link');

    await page.goto(`${intake}/close`);
    await look('close the intake');
    await page.getByRole('button', { name: 'Close the intake' }).click();
    await page.goto(`${intake}/ranking`);
    assert.match(await page.locator('main').innerText(), /closed|frozen/i);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}
