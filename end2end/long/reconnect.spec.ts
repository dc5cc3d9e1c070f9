// How long nobody is seen after a network or the server went away. The figures are noted. Of another network it is
// asserted that pictures come again: when the browser lets its pages use it is not ours to say.
import { Browser, expect, Page, test } from '@playwright/test';
import { Account } from '../support/account';
import { cameBack, foundWay, meterCall, note, readCall, watchWaysOut } from '../support/call';
import { enter, ownEndpoint, THROUGH_THE_SERVER } from '../support/meeting';
import { Roaming, SERVER, WAYS, WayName } from '../support/roaming';
import { Server } from '../support/server';
import config from '../playwright.config';

/** Nobody waits longer than this for a meeting to come back by itself, in milliseconds. */
const GIVEN_UP = 60_000;

/** So soon after a server listens again its meetings go on, in milliseconds. */
const AFTER_RESTART = 5_000;

async function join(browser: Browser, account: Account, room: string, name: string): Promise<Page> {
  const prepare = async (page: Page) => {
    await meterCall(page);
    await watchWaysOut(page);
  };
  return enter(browser, account.link(room, { userId: name }) + THROUGH_THE_SERVER, { name, prepare });
}

/** Everybody sees somebody. */
async function together(pages: Page[]): Promise<void> {
  for (const page of pages) {
    await expect.poll(async () => (await readCall(page)).frames, { timeout: GIVEN_UP }).toBeGreaterThan(20);
  }
}

/** When pictures came again at each page after something happened, once they have. */
async function back(pages: Page[], moment: number): Promise<number[]> {
  const times: number[] = [];
  for (const page of pages) {
    let time: number | undefined;
    await expect.poll(async () => (time = await cameBack(page, moment)), { timeout: GIVEN_UP }).toBeDefined();
    times.push(time ?? moment);
  }
  return times;
}

/** Other ways than the one that a browser is told of must be open to it. */
const args = (config.use?.launchOptions?.args ?? []).filter((word) => !/loopback|ip-handling/.test(word));

const CHANGES: [string, WayName[]][] = [
  ['mobile comes when Wi-Fi goes', ['wifi']],
  ['mobile was there all the time', ['wifi', 'mobile']],
];

for (const [what, before] of CHANGES) {
  test(`another network: ${what}`, async ({ browser }) => {
    const roaming = await Roaming.make(before);
    const server = await Server.start(['--development'], SERVER);
    // The pages of the console are opened outside, where nothing changes.
    const account = await Account.create(browser, server);
    const inside = await roaming.browser(server.url, args);
    const ada = await join(inside, account, 'roaming', 'Ada');
    const grace = await join(inside, account, 'roaming', 'Grace');
    await together([ada, grace]);

    const changed = Date.now();
    roaming.down('wifi');
    roaming.up('mobile');
    const times = await back([ada, grace], changed);
    // A browser tells its pages of a network when it sees fit: what comes after that is ours.
    const known = await Promise.all([ada, grace].map((page) => foundWay(page, WAYS.mobile)));
    note({
      change: what,
      milliseconds: times.map((time) => time - changed),
      millisecondsUntilTheBrowserKnew: known.map((time) => Math.max(0, (time ?? NaN) - changed)),
    });
    for (const page of [ada, grace]) {
      const { frames } = await readCall(page);
      await expect.poll(async () => (await readCall(page)).frames, { timeout: GIVEN_UP }).not.toBe(frames);
      await expect(page.getByText('Reconnecting', { exact: true })).toHaveCount(0, { timeout: GIVEN_UP });
    }
    await inside.close();
    await server.stop();
    await roaming.end();
  });
}

/** Longer than the server waits for a sign of life of media, and not yet so long that it forgets who was there. */
const LONG_BREAK = 40_000;

test('no network for forty seconds', async ({ browser }) => {
  const roaming = await Roaming.make(['wifi']);
  const server = await Server.start(['--development'], SERVER);
  const account = await Account.create(browser, server);
  const inside = await roaming.browser(server.url, args);
  const pages = [await join(inside, account, 'break', 'Ada'), await join(inside, account, 'break', 'Grace')];
  await together(pages);
  const endpoints = await Promise.all(pages.map(ownEndpoint));
  roaming.down('wifi');
  await pages[0].waitForTimeout(LONG_BREAK);
  const again = Date.now();
  roaming.up('wifi');
  const times = await back(pages, again);
  note({ break: LONG_BREAK, milliseconds: times.map((time) => time - again) });
  for (const page of pages) await expect(page.getByText('Reconnecting', { exact: true })).toHaveCount(0, { timeout: GIVEN_UP });
  expect(await Promise.all(pages.map(ownEndpoint))).toEqual(endpoints);
  await inside.close();
  await server.stop();
  await roaming.end();
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`the server ends by ${signal} and starts again`, async ({ browser }) => {
    const server = await Server.start();
    const account = await Account.create(browser, server);
    const pages = [await join(browser, account, 'restart', 'Ada'), await join(browser, account, 'restart', 'Grace')];
    await together(pages);
    const ended = Date.now();
    await server.end(signal);
    const gone = Date.now();
    await server.up();
    const listens = Date.now();
    const times = await back(pages, ended);
    for (const time of times) expect(time - listens).toBeLessThan(AFTER_RESTART);
    note({
      restart: signal,
      millisecondsToEnd: gone - ended,
      millisecondsToListen: listens - gone,
      millisecondsSinceItListens: times.map((time) => time - listens),
    });
    for (const page of pages) {
      await expect(page.getByText('Reconnecting', { exact: true })).toHaveCount(0, { timeout: GIVEN_UP });
      await page.context().close();
    }
    await server.stop();
  });
}
