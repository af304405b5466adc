// When a candidate's pages paint on a slow line (1.6 Mbit/s, 150 ms) and a slow device (4 times slower), cold cache first.
// `node paint.mjs LINK` prints one JSON object: the personal link of somebody who has not started. Run by `cargo xtask bench`.
import { chromium } from 'playwright-core';

const ROUNDS = 5;
const line = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const link = process.argv[2];
const browser = await chromium.launch({ executablePath: process.env.ATTUNE_CHROMIUM ?? '/usr/bin/chromium', args: flags });

/** A browser window with nothing in it, throttled; counts what it fetches. */
async function open(state) {
  const context = await browser.newContext({ storageState: state });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', line);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const fetched = { requests: 0, bytes: 0 };
  devtools.on('Network.requestWillBeSent', () => { fetched.requests += 1; });
  devtools.on('Network.loadingFinished', (event) => { fetched.bytes += event.encodedDataLength; });
  return { context, page, fetched };
}

/** Milliseconds from asking for the page to its first words; redirects count. */
const painted = (page) => page.evaluate(() => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const found = list.getEntriesByName('first-contentful-paint')[0];
    if (found) resolve(found.startTime);
  }).observe({ type: 'paint', buffered: true });
}));

const alive = (page) => page.waitForFunction(() => document.body.dataset.hydrated !== undefined);

/** Answers everything on the page, then follows `go`; milliseconds from the press to the next page's first words. */
async function next(page, go) {
  await page.evaluate(() => {
    for (const group of document.querySelectorAll('form#answer fieldset')) group.querySelector('input')?.click();
    [...document.querySelectorAll('form#answer select')].forEach((select, index) => {
      select.selectedIndex = index + 1;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    const least = document.querySelectorAll('form#answer input[name=least]');
    least[1]?.click();
  });
  await page.waitForTimeout(1500);
  const from = page.url();
  const pressed = Date.now();
  await go();
  await page.waitForURL((url) => url.href !== from, { waitUntil: 'commit' });
  const shown = await painted(page);
  const origin = await page.evaluate(() => performance.timeOrigin);
  return origin + shown - pressed;
}

const first = await open();
await first.page.goto(link);
await first.page.check('input[name=consent]');
await Promise.all([first.page.waitForURL(/\/q\/1$/), first.page.click('form[action$="/start"] button')]);
const question = first.page.url();
const state = await first.context.storageState();
await first.context.close();

const cold = [], posted = [], linked = [];
let load;
for (let round = 0; round < ROUNDS; round += 1) {
  const { context, page, fetched } = await open(state);
  await page.goto(question);
  cold.push(await painted(page));
  await alive(page);
  await page.waitForTimeout(300);
  load = { ...fetched };
  posted.push(await next(page, () => page.click('form#answer button.main', { noWaitAfter: true })));
  await alive(page);
  linked.push(await next(page, () => page.click('nav ol.steps a:not([aria-current]) >> nth=-1', { noWaitAfter: true })));
  await context.close();
}
await browser.close();

const middle = (times) => Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);
console.log(JSON.stringify({
  line: '1.6 Mbit/s, 150 ms, CPU 4 times slower',
  rounds: ROUNDS,
  first_paint_ms: middle(cold),
  next_after_form_post_ms: middle(posted),
  next_by_link_ms: middle(linked),
  first_load: load,
}));
