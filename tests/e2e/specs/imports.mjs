// Banks as files in a browser: checked before anything is written, confirmed, dropped, and downloaded again; with and
// without JavaScript, on a desktop, in the dark and on a phone.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { accessible, close, desktop, fits, narrow, open, signIn } from '../browser.mjs';

after(close);

async function look(page, what) {
  await page.setViewportSize(desktop);
  await accessible(page, what);
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, `${what} (dark)`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(narrow);
  await fits(page, what);
  await page.setViewportSize(desktop);
}

async function send(page, name, buffer) {
  await page.goto('/imports?bank=core-empathy');
  await page.setInputFiles('[name=file]', { name, mimeType: 'application/octet-stream', buffer });
  await page.click('main button.main');
  await page.waitForURL(/\/imports\/.+/);
  // A page of work in progress loads itself again.
  await page.locator('h1', { hasText: /Check what|cannot be imported/ }).waitFor();
}

for (const javaScriptEnabled of [true, false]) {
  test(`a bank goes out and comes in, ${javaScriptEnabled ? 'with' : 'without'} scripts`, { timeout: 120000 }, async () => {
    const { page, context, trouble } = await open(javaScriptEnabled ? {} : { javaScriptEnabled });
    await signIn(page, 'admin');
    await page.goto('/banks/core-empathy');
    await page.click('a:text-is("Export")');
    await page.selectOption('[name=format]', 'csv');
    await page.click('main form button');
    assert.match(await page.locator('main').innerText(), /dropped/);
    if (javaScriptEnabled) await look(page, 'export');
    await page.selectOption('[name=format]', 'yaml');
    await page.click('main form button');
    assert.match(await page.locator('main').innerText(), /Everything is carried/);
    const coming = page.waitForEvent('download');
    await page.click('a.main[download]');
    const download = await coming;
    assert.match(download.suggestedFilename(), /^core-empathy-v\d+\.yaml$/);
    const text = readFileSync(await download.path(), 'utf8');

    // Wrong: every error at once, and nothing to confirm.
    await send(page, 'wrong.yaml', Buffer.from(text.replaceAll('single_best', 'best_of_all')));
    assert.ok(await page.locator('main tbody tr').count() > 1);
    assert.equal(await page.locator('button[value=confirm]').count(), 0);
    if (javaScriptEnabled) await look(page, 'refused');
    await page.click('button[value=cancel]');
    await page.waitForURL(/\/imports$/);

    // Changed: told before it is written, dropped without a trace.
    const changed = text.replace(/( *)task: .*/, '$1task: What would you say to that?');
    await send(page, 'changed.yaml', Buffer.from(changed));
    assert.match(await page.locator('main').innerText(), /1 changed/);
    await page.locator('main details summary').first().click();
    assert.match(await page.locator('main').innerText(), /What would you say to that\?/);
    if (javaScriptEnabled) await look(page, 'changes of a file');
    await page.goto('/imports');
    assert.match(await page.locator('main').innerText(), /changed\.yaml/);
    if (javaScriptEnabled) await look(page, 'import');
    await page.click('a:text-is("changed.yaml")');
    await page.click('button[value=cancel]');
    await page.waitForURL(/\/imports$/);
    assert.match(await page.locator('body').innerText(), /Nothing was written/);

    // A new bank of the table to fill in.
    const csv = await page.request.get('/imports/template.csv');
    assert.match(csv.headers()['content-disposition'], /^attachment/);
    await page.goto('/imports');
    await page.setInputFiles('[name=file]', { name: 'mine.csv', mimeType: 'text/csv', buffer: await csv.body() });
    await page.click('main button.main');
    await page.waitForURL(/\/imports\/.+/);
    if (javaScriptEnabled) await look(page, 'a new bank');
    await page.fill('[name=id]', javaScriptEnabled ? 'from-a-table' : 'from-another-table');
    await page.fill('[name=title]', 'From a table');
    await page.check('[name=visibility][value=private]');
    await page.click('button[value=confirm]');
    await page.waitForURL(/\/banks\/from-a/);
    assert.match(await page.locator('body').innerText(), /1 added/);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}
