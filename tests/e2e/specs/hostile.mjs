// What people type is text wherever it turns up: markup in every field of a round, then every page that shows it. And
// no file that a browser gets holds what the keys are made of. (AC-06, AC-20.)
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { close, demo, mails, open, signIn } from '../browser.mjs';
import { answerAll, draft, finish, openIntake, publish, start } from '../people.mjs';

after(close);

/** Markup that would run, follow, load or draw if anybody took it for markup. */
const markup = (where) => `</title></textarea><img src=/x onerror="globalThis.ran='${where}'"><svg onload="globalThis.ran=1"> {{7*7}} \${7*7}`;

/** The page as it stands holds the words, and nothing of them became an element. */
async function inert(page, what) {
  const found = await page.evaluate(() => ({
    ran: globalThis.ran ?? null,
    elements: document.querySelectorAll('img[src="/x"], [onerror], [onload], a[href^="javascript:" i]').length,
  }));
  assert.deepEqual(found, { ran: null, elements: 0 }, what);
}

test('ac20: what people type is text on every page', { timeout: 240000 }, async () => {
  const { page, context, trouble } = await open();
  const visit = async (path) => {
    await page.goto(path);
    await inert(page, path);
  };
  await signIn(page, 'recruiter');
  const address = await draft(page, markup('title'), 8);
  await page.goto(`${address}/settings`);
  await page.fill('textarea[name=description]', markup('description'));
  await page.fill('input[name=contact_name]', markup('contact').slice(0, 80));
  await page.fill('input[name=contact_email]', 'pat@demo.example');
  await page.getByRole('button', { name: 'Save the settings' }).first().click();
  await inert(page, 'settings, saved');
  await publish(page, address);
  const intake = await openIntake(page, address, markup('intake').slice(0, 120));
  await page.goto(`${intake}/invite`);
  await page.fill('textarea[name=people]', `name;email\n"${markup('person').replaceAll('"', '""')}";hostile@demo.example\n<b>row</b>;no address`);
  await page.getByRole('button', { name: 'Preview the list' }).click();
  await inert(page, 'a preview with a row error');
  await page.getByRole('button', { name: /^Send/ }).click();

  const candidate = await open();
  const [mail] = await mails('hostile@demo.example', 1);
  await candidate.page.goto(/https?:\/\/\S+\/i\/[0-9a-f-]+\/[0-9a-f]{64}/.exec(mail)[0]);
  await inert(candidate.page, 'welcome');
  const home = new URL(candidate.page.url()).pathname;
  await candidate.page.goto(`${home}/adjust`);
  await candidate.page.fill('textarea[name=message]', markup('request'));
  await candidate.page.getByRole('button', { name: 'Send to the contact person' }).click();
  await inert(candidate.page, 'a request');
  await candidate.page.goto(home);
  await start(candidate.page);
  await answerAll(candidate.page);
  await finish(candidate.page);
  await inert(candidate.page, 'a receipt');
  const [request] = await mails('pat@demo.example', 1, /\/adjustments\//);
  await candidate.page.goto(/https?:\/\/\S+\/adjustments\/[0-9a-f-]+\/[0-9a-f]{64}/.exec(request)[0]);
  await inert(candidate.page, 'the request, at the contact person');

  await page.goto(`${intake}/ranking`);
  const person = page.locator('main a[href*="/candidates/"]').first();
  for (let patience = 0; !(await person.count()) && patience < 40; patience += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  await visit(await person.getAttribute('href'));
  for (const part of ['', '/edit', '/settings', '/questions', '/publish', '/share', '/duplicate', '/audit', '/close', '/trial', '/analysis', '/intakes/new']) {
    await visit(`${address}${part}`);
  }
  for (const part of ['', '/edit', '/invite', '/ranking', '/ranking?blind=1', '/close', `?q=${encodeURIComponent(markup('search'))}`]) {
    await visit(`${intake}${part}`);
  }
  for (const path of ['/assessments', `/banks?q=${encodeURIComponent(markup('search'))}`, `/login?next=${encodeURIComponent('javascript:alert(1)')}`]) await visit(path);
  await context.close();

  const admin = await open();
  await signIn(admin.page, 'admin');
  await admin.page.goto('/admin/accounts/new');
  await admin.page.fill('input[name=name]', markup('account').slice(0, 80));
  await admin.page.fill('input[name=email]', 'hostile-account@demo.example');
  await admin.page.locator('main input[type=checkbox]').first().check();
  await admin.page.locator('main form button').first().click();
  await inert(admin.page, 'a new account');
  for (const path of ['/admin/accounts', '/admin/audit', '/admin/jobs', '/mailbox']) {
    await admin.page.goto(path);
    await inert(admin.page, path);
  }
  const folder = process.env.ATTUNE_MAIL;
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const { html = '' } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
    assert.doesNotMatch(html, /<(img|svg|script)/i, `the mail ${name}`);
  }
  assert.deepEqual([...trouble, ...candidate.trouble, ...admin.trouble], []);
  await candidate.context.close();
  await admin.context.close();
});

/** Every reason of the shipped banks, as far as it is told apart from other sentences. */
function reasons() {
  const folder = new URL('../../../question-banks/', import.meta.url).pathname;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => [...readFileSync(folder + name, 'utf8').matchAll(/^\s*reason: "(.{40})/gm)])
    .map((found) => found[1]);
}

test('ac06: no file that a candidate or recruiter loads holds a reason of a key', { timeout: 60000 }, async () => {
  const secrets = reasons();
  assert.ok(secrets.length > 300, 'the banks give reasons');
  const { page, context } = await open();
  const files = new Set();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/assets/')) files.add(pathname);
  });
  await page.goto(demo.candidate_link);
  await page.goto(`${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/practice`);
  await signIn(page, 'recruiter');
  await page.goto(`/assessments/${demo.assessment}`);
  const address = await draft(page, 'Scripts of a builder', 4);
  await page.goto(`${address}/edit`);
  await page.waitForLoadState('networkidle');
  assert.ok([...files].some((name) => name.endsWith('.wasm')), 'scripts were loaded');
  for (const name of files) {
    const body = await (await context.request.get(name)).body();
    assert.deepEqual(secrets.filter((secret) => body.includes(secret)), [], name);
  }
  await context.close();
});
