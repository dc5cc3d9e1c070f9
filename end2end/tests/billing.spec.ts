// Paying: a card is added, refused with its reason, limits and details are kept, and a subscription is cancelled and
// goes on after all. No money moves: the server has the simulated provider.
import { expect, Page, test } from '@playwright/test';
import { account, install, server } from '../support/installation';
import { look } from '../support/look';

test.describe.configure({ mode: 'serial' });

let page: Page;

install();
test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext()).newPage();
  await account.logIn(page);
});

async function typeCard(number: string): Promise<void> {
  await page.goto(`${server.url}/console/billing/card`);
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Card number', { exact: true }).fill(number);
  await page.getByLabel('Expiry', { exact: true }).fill('12 / 40');
  await page.getByLabel('Security code', { exact: true }).fill('123');
  await page.getByRole('button', { name: 'Save card' }).click();
}

for (const path of [
  '/console/billing',
  '/console/billing/card',
  '/console/billing/card/confirm?setup=none',
  '/console/billing/cancel',
  '/console/billing/devices',
]) {
  test(`${path} looks right everywhere`, async () => {
    await page.goto(server.url + path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page.getByText(/no money moves/).first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    await look(page, path.replace(/\W+/g, '-').replace(/^-|-$/g, ''));
  });
}

test('a declined card says why, and what was typed stays', async () => {
  await typeCard('4000 0000 0000 9995');
  await expect(page.getByText(/not enough money/).first()).toBeVisible();
  await expect(page.getByLabel('Expiry', { exact: true })).toHaveValue('12 / 40');
  await page.getByLabel('Card number', { exact: true }).fill('4111 1111 1111 1111');
  await page.getByRole('button', { name: 'Save card' }).click();
  await expect(page.getByLabel('Card number', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText(/Only test cards work here/)).toBeVisible();
});

test('a card that must be confirmed is on file once the bank is told so', async () => {
  await typeCard('4000 0025 0000 3155');
  await expect(page).toHaveURL(/\/card\/confirm/);
  await page.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(page.getByText('The card is on file.')).toBeVisible();
  await expect(page.getByText('Visa ending in 3155')).toBeVisible();
});

test('a card takes the place of the one before, and leads to where it was asked for', async () => {
  await page.goto(`${server.url}/console/billing/card?next=${encodeURIComponent('/console/keys')}`);
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Card number', { exact: true }).fill('4242 4242 4242 4242');
  await page.getByLabel('Expiry', { exact: true }).fill('12/40');
  await page.getByLabel('Security code', { exact: true }).fill('123');
  await page.getByRole('button', { name: 'Save card' }).click();
  await expect(page).toHaveURL(/\/console\/keys\?card=added/);
  await page.goto(`${server.url}/console/billing`);
  await expect(page.getByText('Visa ending in 4242')).toBeVisible();
});

test('a spending limit is kept, and a refused one stays as it was typed', async () => {
  await page.goto(`${server.url}/console/billing`);
  await page.waitForLoadState('networkidle');
  const limit = page.getByLabel(/Spending limit in USD/);
  await limit.fill('ten');
  await page.getByRole('button', { name: 'Save limit' }).click();
  await expect(limit).toHaveAttribute('aria-invalid', 'true');
  await expect(limit).toHaveValue('ten');
  await limit.fill('250');
  await page.getByRole('button', { name: 'Save limit' }).click();
  await expect(page.getByText('Spending limit saved.')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel(/Spending limit in USD/)).toHaveValue('250.00');
});

test('billing details are kept, and a wrong one is named', async () => {
  await page.goto(`${server.url}/console/billing`);
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Name', { exact: true }).fill('Analytical Engines Ltd');
  await page.getByLabel(/^Address/).fill('1 Example Street\nLondon');
  await page.getByLabel(/^Tax ID/).fill('GB 123');
  await page.getByLabel('Billing e-mail').fill('nowhere');
  await page.getByRole('button', { name: 'Save details' }).click();
  await expect(page.getByLabel('Billing e-mail')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Analytical Engines Ltd');
  await page.getByLabel('Billing e-mail').fill('billing@example.com');
  await page.getByRole('button', { name: 'Save details' }).click();
  await expect(page.getByText(/Billing details saved/)).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Billing e-mail')).toHaveValue('billing@example.com');
  await expect(page.getByLabel(/^Address/)).toHaveValue('1 Example Street\nLondon');
});

test('everything about the account can be taken along, one object a line', async () => {
  const answer = await page.request.get(`${server.url}/console/billing/export`);
  expect(answer.headers()['content-disposition']).toContain('.ndjson');
  const lines = (await answer.text()).trimEnd().split('\n').map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ type: 'app', id: account.app, spending_limit: '250.00 USD' });
  const types = new Set(lines.map((line) => line.type));
  expect(types).toContain('key');
  expect(types).toContain('entry');
  expect(JSON.stringify(lines)).not.toContain('PRIVATE KEY');
});

test('an invoice that is not there is not found, as a page and as a file', async () => {
  const missing = await page.request.get(`${server.url}/console/billing/invoices/INV-999999/proof`);
  expect(missing.status()).toBe(404);
  await page.goto(`${server.url}/console/billing/invoices/INV-999999`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/no page/);
});

test('a subscription is cancelled and goes on after all', async () => {
  await page.goto(`${server.url}/console/billing`);
  await page.getByRole('link', { name: 'Cancel subscription' }).click();
  await expect(page.getByRole('heading', { name: 'What will happen' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Download your data first' })).toBeVisible();
  await page.getByLabel(/^Reason/).fill('We only tried it.');
  await page.getByRole('button', { name: 'Cancel subscription' }).click();
  await expect(page.getByText('Your subscription is cancelled')).toBeVisible();
  await page.getByRole('button', { name: 'Revert cancellation' }).click();
  await expect(page.getByText('Your subscription is cancelled')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Cancel subscription' })).toBeVisible();
});

test('a card is typed, confirmed and removed without JavaScript', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await account.logIn(plain);
  await plain.goto(`${server.url}/console/billing/card`);
  await plain.getByLabel('Card number', { exact: true }).fill('4000 0000 0000 0002');
  await plain.getByLabel('Expiry', { exact: true }).fill('12/40');
  await plain.getByLabel('Security code', { exact: true }).fill('123');
  await plain.getByRole('button', { name: 'Save card' }).click();
  await expect(plain.getByText(/declined the card/)).toBeVisible();
  await plain.goto(`${server.url}/console/billing?remove-card`);
  await plain.getByRole('button', { name: 'Remove card' }).click();
  await expect(plain.getByRole('link', { name: 'Add card' })).toBeVisible();
  await context.close();
});
