// Paying by Stripe: a card typed into the provider's own form, confirmed with the bank, a plan that is charged at once,
// a payment that the bank wants confirmed, and a notice that comes from the provider by itself.
import { expect, Page, test } from '@playwright/test';
import { Account } from '../support/account';
import { look } from '../support/look';
import { Server } from '../support/server';
import { ask, options, playStripe, SECRET_KEY, STRIPE, WEBHOOK_SECRET } from '../support/stripe';

test.describe.configure({ mode: 'serial' });
test.skip(!STRIPE, 'localstripe is not running');

const DECLINED = '4000000000000002';
/** Wants the bank's word for every payment. */
const ALWAYS_CONFIRMED = '4000002760003184';

let server: Server;
let page: Page;
const refused: string[] = [];

test.beforeAll(async ({ browser }) => {
  server = await Server.start(options);
  // Notices come to this server alone; others may have used the same stand-in before.
  await ask('POST', '/_config/webhooks/conclave', {
    url: `${server.url}/v1/payments/stripe`,
    secret: WEBHOOK_SECRET,
  });
  const account = await Account.create(browser, server);
  const context = await browser.newContext();
  await playStripe(context);
  page = await context.newPage();
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  await account.logIn(page);
});
test.afterAll(() => server?.stop());

const open = async (path: string) => {
  await page.goto(server.url + path);
  await page.waitForLoadState('networkidle');
};

async function typeCard(number: string): Promise<void> {
  await page.getByPlaceholder('number', { exact: true }).fill(number);
  await page.getByPlaceholder('exp_month').fill('12');
  await page.getByPlaceholder('exp_year').fill('40');
  await page.getByPlaceholder('cvc').fill('123');
  await page.getByPlaceholder('postal_code').fill('10115');
}

test('a declined card says so where it was typed', async () => {
  await open('/console/billing/card');
  await expect(page.getByText(/no money moves/)).toHaveCount(0);
  await typeCard(DECLINED);
  await page.getByRole('button', { name: 'Save card' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Your card was declined.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save card' })).toBeEnabled();
});

test('a card that the bank confirms is on file, and its number never came to this server', async () => {
  await open('/console/billing/card');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(server.url)) sent.push(request.url() + (request.postData() ?? ''));
  });
  await typeCard(ALWAYS_CONFIRMED);
  await page.getByRole('button', { name: 'Save card' }).click();
  await page.getByRole('button', { name: 'Complete authentication' }).click();
  await expect(page).toHaveURL(/\/console\/billing\?card=added/);
  await expect(page.getByText(/ending in 3184/).first()).toBeVisible();
  expect(sent.join('\n')).not.toContain(ALWAYS_CONFIRMED);
  expect(server.log).not.toContain(SECRET_KEY);
  await page.waitForLoadState('networkidle');
  await look(page, 'billing-stripe', { widths: [1440] });
});

test('a plan is charged at once, and a payment that the bank refuses stays open with the reason', async () => {
  await open('/console/plan/change?to=basic@1');
  await page.getByRole('button', { name: 'Upgrade to Basic' }).click();
  await expect(page.getByText('You are on Basic now')).toBeVisible();
  await open('/console/billing/invoices/INV-000001');
  await page.getByRole('link', { name: 'Confirm the payment' }).click();
  await page.waitForLoadState('networkidle');
  await look(page, 'confirm-stripe', { widths: [360] });
  await page.getByRole('button', { name: 'Confirm with your bank' }).click();
  await page.getByRole('button', { name: 'Fail authentication' }).click();
  await expect(page).toHaveURL(/\/console\/billing\/invoices\/INV-000001$/);
  await expect(page.getByRole('link', { name: 'Confirm the payment' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Pay now' })).toBeVisible();
});

test('the next attempt is confirmed on another device: the notice of the provider is enough', async () => {
  await page.getByRole('button', { name: 'Pay now' }).click();
  await expect(page.getByRole('link', { name: 'Confirm the payment' })).toBeVisible();
  const { data } = await ask('GET', '/v1/payment_intents?limit=100');
  const [waiting] = data.filter((intent: { status: string }) => intent.status === 'requires_action');
  await ask('POST', `/v1/payment_intents/${waiting.id}/_authenticate?success=true`, { client_secret: waiting.client_secret });
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('button', { name: 'Pay now' })).toHaveCount(0);
});

test('a payment that is confirmed in the page leads back to an invoice that is paid', async ({ browser }) => {
  const other = await Account.create(browser, server, 'charles@example.com');
  await page.context().clearCookies();
  await other.logIn(page);
  await open('/console/billing/card');
  await typeCard(ALWAYS_CONFIRMED);
  await page.getByRole('button', { name: 'Save card' }).click();
  await page.getByRole('button', { name: 'Complete authentication' }).click();
  await expect(page.getByText(/ending in 3184/).first()).toBeVisible();
  await open('/console/plan/change?to=basic@1');
  await page.getByRole('button', { name: 'Upgrade to Basic' }).click();
  await expect(page.getByText('You are on Basic now')).toBeVisible();
  await open('/console/billing/invoices/INV-000002');
  await page.getByRole('link', { name: 'Confirm the payment' }).click();
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: 'Confirm with your bank' }).click();
  await page.getByRole('button', { name: 'Complete authentication' }).click();
  await expect(page).toHaveURL(/\/console\/billing\/invoices\/INV-000002$/);
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible();
});

test("the pages asked nothing that their content policy refuses", () => {
  expect(refused).toEqual([]);
});
