// The server ends in the middle of a meeting: nothing acknowledged is lost and people come back by themselves.
import { expect, Page, test } from '@playwright/test';
import { Account } from '../support/account';
import { enter, leave, THROUGH_THE_SERVER } from '../support/meeting';
import { frames } from '../support/media';
import { Server } from '../support/server';

test('kill -9 in the middle of a meeting', async ({ browser }) => {
  const server = await Server.start();
  const account = await Account.create(browser, server);
  const pages: Page[] = [];
  for (const name of ['Ada', 'Grace']) {
    pages.push(await enter(browser, account.link('crash', { userId: name }) + THROUGH_THE_SERVER, { name }));
  }
  for (const page of pages) await expect.poll(() => frames(page)).toBeGreaterThan(5);
  // Two people met, in one meeting that goes on.
  expect(await server.command('usage', 'recount')).toMatch(
    /: 2 monthly active users[^]*: 1 meetings, 2 participants[^]*now: 1 meetings, 2 participants[^]*same/,
  );

  await server.end('SIGKILL');
  for (const page of pages) await expect(page.getByText('Reconnecting', { exact: true })).toBeVisible();
  const took = await server.up();
  test.info().annotations.push({ type: 'restart', description: `${Math.round(took)} ms until it served` });

  for (const page of pages) {
    await expect(page.getByText('Reconnecting', { exact: true })).toHaveCount(0, { timeout: 60_000 });
    const before = await frames(page);
    await expect.poll(() => frames(page), { timeout: 60_000 }).toBeGreaterThan(before + 5);
  }
  // The meeting that broke off is closed in the journal, the new one goes on, and nobody counts twice.
  expect(await server.command('usage', 'recount')).toMatch(
    /: 2 monthly active users[^]*: 2 meetings, 4 participants[^]*now: 1 meetings, 2 participants[^]*same/,
  );
  for (const page of pages) {
    await leave(page);
    await expect(page.getByText('You left the meeting')).toBeVisible();
    await page.context().close();
  }
  expect(await server.command('usage', 'recount')).toMatch(/now: 0 meetings, 0 participants[^]*same/);
  await server.stop();
});

test('a stop in order tells the rooms and closes them in the journal', async ({ browser }) => {
  const server = await Server.start();
  const account = await Account.create(browser, server);
  const page = await enter(browser, account.link('stop'), { name: 'Ada' });
  await server.end('SIGTERM');
  await expect(page.getByText('The server restarts')).toBeVisible();
  expect(await server.command('usage', 'recount')).toMatch(/now: 0 meetings, 0 participants[^]*same/);
  await server.up();
  await expect(page.getByText('You are the only one here.')).toBeVisible({ timeout: 60_000 });
  await page.context().close();
  await server.stop();
});
