// The server is killed in the middle of a meeting; nothing acknowledged is lost and the people come back by themselves.
import { expect, test } from '@playwright/test';
import { Account } from '../support/account';
import { enterMeeting } from '../support/meeting';
import { received, watchMedia } from '../support/media';
import { Server } from '../support/server';

test('kill -9 in the middle of a meeting', async ({ browser }) => {
  const server = await Server.start();
  const account = await Account.create(browser, server);
  const pages = [];
  for (const name of ['Ada', 'Grace']) {
    const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
    const page = await context.newPage();
    await watchMedia(page);
    await enterMeeting(page, account.link('crash', { userId: name }), name);
    pages.push(page);
  }
  const frames = async (page: (typeof pages)[0]) => Object.values(await received(page)).reduce((sum, r) => sum + r.frames, 0);
  for (const page of pages) await expect.poll(() => frames(page)).toBeGreaterThan(5);
  const journal = async () => (await server.command('usage', 'recount')) as string;
  expect(await journal()).toContain('2');

  await server.end('SIGKILL');
  const took = await server.up();
  test.info().annotations.push({ type: 'restart', description: `${Math.round(took)} ms until it served` });

  for (const page of pages) {
    await expect(page.getByRole('button', { name: 'Leave the meeting' })).toBeVisible();
    await expect.poll(() => frames(page), { timeout: 60_000 }).toBeGreaterThan(5);
  }
  // Two people, each counted once, before and after; what was kept is what the journal says.
  expect(await journal()).toContain('2');
  for (const page of pages) {
    await page.getByRole('button', { name: 'Leave the meeting' }).click();
    await page.context().close();
  }
  await server.stop();
});

test('a stop in order tells the rooms and closes them in the journal', async ({ browser }) => {
  const server = await Server.start();
  const account = await Account.create(browser, server);
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await enterMeeting(page, account.link('stop'), 'Ada');
  await server.end('SIGTERM');
  await expect(page.getByText(/reconnecting|coming back|server/i).first()).toBeVisible();
  await server.up();
  await expect(page.getByText(/you are alone|alone/i).first()).toBeVisible({ timeout: 60_000 });
  await context.close();
  await server.stop();
});
