// Live and sandbox, plans with the next invoice before every change, and the sandbox's clock, as one customer uses them.
import { expect, Page, test } from '@playwright/test';
import { Account } from '../support/account';
import { account, install, server } from '../support/installation';
import { look } from '../support/look';
import { Server } from '../support/server';

test.describe.configure({ mode: 'serial' });

let page: Page;

install();
test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext()).newPage();
  await account.logIn(page);
});

const switchTo = (on: Page, name: 'Live' | 'Sandbox') =>
  on.getByRole('group', { name: 'App' }).getByRole('button', { name, exact: true });
const appId = async (on: Page) => {
  await on.goto(`${server.url}/console`);
  return (await on.getByRole('main').innerText()).match(/vpaas-magic-cookie-[0-9a-f]{32}/)?.[0];
};

test('the switch leads to the same page of the other app, in words and colour', async () => {
  await page.goto(`${server.url}/console/keys`);
  await expect(switchTo(page, 'Live')).toHaveAttribute('aria-current', 'true');
  await expect(page.getByText(/Sandbox: nothing here is billed/)).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Sandbox clock' })).toHaveCount(0);
  await switchTo(page, 'Sandbox').click();
  await expect(page.getByText(/Sandbox: nothing here is billed/)).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/console/keys`);
  await expect(switchTo(page, 'Sandbox')).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('heading', { name: 'No keys yet' })).toBeVisible();
  await look(page, 'sandbox-keys');
  const sandbox = await appId(page);
  expect(sandbox).not.toBe(account.app);
  await switchTo(page, 'Live').click();
  await expect(page.getByText(/Sandbox: nothing here is billed/)).toHaveCount(0);
  expect(await appId(page)).toBe(account.app);
});

test('the switch works without JavaScript, and a link of a mail says which app it means', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await account.logIn(plain);
  await plain.goto(`${server.url}/console/plan`);
  await switchTo(plain, 'Sandbox').click();
  await expect(plain).toHaveURL(`${server.url}/console/plan`);
  await expect(plain.getByText(/Sandbox: nothing here is billed/)).toBeVisible();
  await plain.goto(`${server.url}/console/plan?app=live`);
  await expect(switchTo(plain, 'Live')).toHaveAttribute('aria-current', 'true');
  await plain.goto(`${server.url}/console/plan?app=sandbox`);
  await expect(switchTo(plain, 'Sandbox')).toHaveAttribute('aria-current', 'true');
  await context.close();
});

test('the live app has no clock to move', async () => {
  await page.goto(`${server.url}/console/sandbox?app=live`);
  await expect(page.getByRole('heading', { name: 'Only a sandbox has a clock' })).toBeVisible();
  await look(page, 'no-clock');
});

test('the plans are there, and a change shows the next invoice and asks for a card', async () => {
  await page.goto(`${server.url}/console/plan?app=sandbox`);
  const dev = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Dev' }) });
  await expect(dev.getByText('Current plan')).toBeVisible();
  await expect(page.getByText('Recommended')).toBeVisible();
  await look(page, 'plan', { picture: true });
  await page.getByRole('link', { name: 'Upgrade to Basic' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Upgrade to Basic' })).toBeVisible();
  // The day of sign-up: what is taken today is paid today.
  await expect(page.getByText('What is dated today or earlier is charged at once.')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Lines of the invoice' }).first()).toContainText('$99.00');
  await look(page, 'plan-change');
  await page.getByRole('link', { name: 'Add a card' }).click();
  await page.getByLabel('Card number', { exact: true }).fill('4242 4242 4242 4242');
  await page.getByLabel('Expiry', { exact: true }).fill('12 / 40');
  await page.getByLabel('Security code', { exact: true }).fill('123');
  await page.getByRole('button', { name: 'Save card' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Upgrade to Basic' })).toBeVisible();
});

test('an upgrade takes effect at once', async () => {
  await page.getByRole('button', { name: 'Upgrade to Basic' }).click();
  await expect(page.getByText('You are on Basic now')).toBeVisible();
  const basic = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Basic' }) });
  await expect(basic.getByText('Current plan')).toBeVisible();
});

test('a downgrade waits for the next cycle and can be taken back until then', async () => {
  await page.getByRole('link', { name: 'Downgrade to Dev' }).click();
  await page.getByRole('button', { name: /^Downgrade to Dev on \d+ [A-Z][a-z]+$/ }).click();
  await expect(page.getByText(/^Dev begins on /)).toBeVisible();
  await look(page, 'plan-downgrade');
  await page.getByRole('button', { name: 'Keep Basic' }).click();
  await expect(page.getByText('Your plan stays as it is.')).toBeVisible();
  await expect(page.getByText(/^Dev begins on /)).toHaveCount(0);
});

test('a page that another tab has switched away from changes nothing', async () => {
  await page.goto(`${server.url}/console/plan/change?to=dev@1&app=sandbox`);
  const other = await page.context().newPage();
  await other.goto(`${server.url}/console?app=live`);
  await page.getByRole('button', { name: /^Downgrade to Dev on / }).click();
  await expect(page.getByText(/This page shows another app/)).toBeVisible();
  await other.close();
});

test('test meetings count, and the clock shows what happens on the way', async () => {
  await page.goto(`${server.url}/console/sandbox?app=sandbox`);
  await expect(page.getByText('The clock cannot go back.', { exact: false })).toBeVisible();
  await page.getByLabel('Devices').fill('310');
  await page.getByRole('button', { name: 'Generate' }).click();
  await expect(page.getByText('310 devices met')).toBeVisible();
  await page.getByRole('button', { name: /^To the next cycle/ }).click();
  await expect(page.getByRole('heading', { name: 'On the way' })).toBeVisible();
  const way = page.getByRole('table', { name: 'What happened on the way' });
  await expect(way).toContainText(/Invoice TEST-\S+ of \$\S+ was issued/);
  await expect(way).toContainText(/of invoice TEST-\S+ was paid/);
  await look(page, 'sandbox-clock', { picture: true });
});

test('the clock refuses to go back, in words', async () => {
  await page.getByLabel('Move to').fill('2020-01-01');
  await page.getByRole('button', { name: 'Move clock' }).click();
  await expect(page.getByText(/goes forward only/)).toBeVisible();
});

test('devices beyond a free plan without a card are turned away, and the page says why', async ({ browser }) => {
  // Another customer's sandbox, still on Dev and without a card.
  const second = await Server.start();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  const other = await Account.create(browser, second);
  await other.logIn(plain);
  await plain.goto(`${second.url}/console/sandbox?app=sandbox`);
  await plain.getByLabel('Devices').fill('40');
  await plain.getByRole('button', { name: 'Generate' }).click();
  await expect(plain.getByText('25 of 40 devices met; 15 were turned away')).toBeVisible();
  await expect(plain.getByText(/can add a card or upgrade/)).toBeVisible();
  await plain.getByRole('button', { name: '+1 month' }).click();
  await expect(plain.getByRole('heading', { name: 'On the way' })).toBeVisible();
  await context.close();
  await second.stop();
});
