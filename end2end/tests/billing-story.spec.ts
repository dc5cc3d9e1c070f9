// The worked example of the contract, lived through in a sandbox: card, Basic, 500 devices, Standard on the day on
// which 15 of 30 days remain, the next cycle, an invoice of 897.00 as page, PDF and proof, cancelled, reverted,
// cancelled, erased.
import { expect, Page, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { account, install, server } from '../support/installation';
import { look } from '../support/look';

test.describe.configure({ mode: 'serial' });

let page: Page;
let proof = '';

install();
test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext()).newPage();
  await account.logIn(page);
});

const open = async (path: string) => {
  await page.goto(server.url + path);
  await page.waitForLoadState('networkidle');
};

/** The day of 30E/360 on which 15 of the cycle's 30 days remain, for a sandbox that began today. */
function middle(): string {
  const today = new Date();
  const end = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1));
  const last = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  const anchor = Math.min(today.getUTCDate(), last, 30);
  const day = anchor > 15 ? anchor - 15 : anchor + 15;
  const month = anchor > 15 ? end.getUTCMonth() : end.getUTCMonth() - 1;
  return new Date(Date.UTC(end.getUTCFullYear(), month, day)).toISOString().slice(0, 10);
}

const generate = async (devices: number) => {
  await open('/console/sandbox?app=sandbox');
  await page.getByLabel('Devices').fill(String(devices));
  await page.getByRole('button', { name: 'Generate' }).click();
  await expect(page.getByText(`${devices} devices met`)).toBeVisible();
};

test('a card is put on file and Basic is paid on the day of sign-up', async () => {
  await open('/console/plan/change?to=basic@1&app=sandbox');
  await page.getByRole('link', { name: 'Add a card' }).click();
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Card number', { exact: true }).fill('4242 4242 4242 4242');
  await page.getByLabel('Expiry', { exact: true }).fill('12 / 40');
  await page.getByLabel('Security code', { exact: true }).fill('123');
  await page.getByRole('button', { name: 'Save card' }).click();
  await page.getByRole('button', { name: 'Upgrade to Basic' }).click();
  await expect(page.getByText('You are on Basic now')).toBeVisible();
});

test('500 devices meet, and half a cycle later Standard is taken with the next invoice in sight', async () => {
  await generate(500);
  await page.getByLabel('Move to').fill(middle());
  await page.getByRole('button', { name: 'Move clock' }).click();
  await expect(page.getByRole('heading', { name: 'On the way' })).toBeVisible();
  await open('/console/plan/change?to=standard@1');
  await expect(page.getByText('15 of 30 days').first()).toBeVisible();
  await expect(page.getByRole('main')).toContainText('$897.00');
  await expect(page.getByText('Nothing is charged today.')).toBeVisible();
  await look(page, 'plan-change-897');
  await page.getByRole('button', { name: 'Upgrade to Standard' }).click();
  await expect(page.getByText('You are on Standard now')).toBeVisible();
});

test('1,100 more meet, the cycle turns, and the invoice says 897.00 line by line', async () => {
  await generate(1_100);
  await page.getByRole('button', { name: /^To the next cycle/ }).click();
  await expect(page.getByRole('heading', { name: 'On the way' })).toBeVisible();
  await open('/console/billing');
  await expect(page.getByRole('main')).toContainText('$897.00');
  await look(page, 'billing', { picture: true });
  await open('/console/billing/invoices/TEST-000002');
  const lines = page.getByRole('table', { name: 'Lines of the invoice' });
  for (const amount of ['$198.00', '$249.50', '$49.50', '$499.00']) await expect(lines).toContainText(amount);
  await expect(page.getByRole('main')).toContainText('$897.00');
  await look(page, 'invoice-page', { picture: true });
});

test('the invoice is recomputed, and every device leads to its meeting and events', async () => {
  await page.getByRole('button', { name: 'Recompute' }).click();
  await expect(page.getByText(/^Equal: \d+ lines, 1,?600 /)).toBeVisible();
  await page.getByRole('table', { name: 'Lines of the invoice' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/console\/billing\/devices\?cycle=/);
  await page.waitForLoadState('networkidle');
  await look(page, 'devices');
  await page.getByRole('main').getByRole('link', { name: /test-meeting-/ }).first().click();
  await expect(page).toHaveURL(/\/console\/billing\/meetings\//);
  await page.waitForLoadState('networkidle');
  await look(page, 'meeting-events');
});

test('the PDF, the CSV and the proof are the same invoice, and the proof is verified offline', async () => {
  const get = async (what: string) => {
    const answer = await page.request.get(`${server.url}/console/billing/invoices/TEST-000002/${what}`);
    expect(answer.status()).toBe(200);
    return answer;
  };
  const pdf = await (await get('pdf')).body();
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const csv = await (await get('csv')).text();
  expect(csv).toContain('MAU overage');
  expect(csv).toContain('198.00');
  proof = test.info().outputPath('TEST-000002.json');
  const answer = await get('proof');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(proof, await answer.body());
  const verify = (file: string) =>
    execFileSync(resolve(__dirname, '../../scripts/run'), ['billing', 'verify', file], { encoding: 'utf8' });
  expect(verify(proof)).toMatch(/equal: \d+ lines, 897\.00 USD/);
  const forged = JSON.parse(readFileSync(proof, 'utf8'));
  forged.cycles[0].active_users.pop();
  forged.history = forged.history.filter((entry: { change: { type: string } }) => entry.change.type !== 'upgraded');
  const file = test.info().outputPath('forged.json');
  writeFileSync(file, JSON.stringify(forged));
  expect(() => verify(file)).toThrow(/differs|Command failed/);
});

test('it is cancelled, reverted, cancelled again, and erased when the cycle is over', async () => {
  const cancel = async () => {
    await open('/console/billing/cancel');
    await page.getByRole('button', { name: 'Cancel subscription' }).click();
    await expect(page.getByText('Your subscription is cancelled')).toBeVisible();
  };
  await cancel();
  await page.getByRole('button', { name: 'Revert cancellation' }).click();
  await expect(page.getByText('Your subscription is cancelled')).toHaveCount(0);
  await cancel();
  await open('/console/sandbox');
  await page.getByRole('button', { name: /^To the next cycle/ }).click();
  await expect(page.getByText(/sandbox was erased/i).first()).toBeVisible();
  await expect(page.getByText(/Sandbox: nothing here is billed/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Start a sandbox' }).click();
  await expect(page.getByText(/Sandbox: nothing here is billed/)).toBeVisible();
  await open('/console/billing');
  await expect(page.getByRole('main')).not.toContainText('TEST-000002');
});
