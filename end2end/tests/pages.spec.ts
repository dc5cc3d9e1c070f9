// Every page in both themes and two widths: no sideways scrolling, nothing for axe to find, one h1, and readable without JavaScript.
import { expect, Page, test } from '@playwright/test';
import { account, install, server } from '../support/installation';
import { look } from '../support/look';
import { brotliCompressSync } from 'node:zlib';

let page: Page;

install();
test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext()).newPage();
  await account.logIn(page);
});

const open = ['/', '/sign-up', '/log-in', '/forgot-password', '/check-mail', '/mailbox', '/styleguide', '/no-such-page'];
const members = ['/console', '/console/keys', '/console/keys/new', '/console/keys/new?own', '/console/tokens', '/console/activity', '/console/plan', '/console/plan/change?to=basic@1', '/console/sandbox', '/console/account'];

for (const path of [...open, ...members]) {
  test(`${path} looks right everywhere`, async () => {
    const errors: string[] = [];
    const listen = (message: import('@playwright/test').ConsoleMessage) => {
      if (message.type() === 'error' && !/404/.test(message.text())) errors.push(message.text());
    };
    page.on('console', listen);
    await page.goto(server.url + path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await page.waitForLoadState('networkidle');
    await look(page, path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'landing');
    page.off('console', listen);
    expect(errors).toEqual([]);
  });
}

test('what a page needs before its first paint fits into 50 KB', async ({ request }) => {
  for (const path of ['/', '/log-in', '/sign-up']) {
    const html = await (await request.get(server.url + path)).text();
    const css = html.match(/href="(\/pkg\/[^"]+\.css)"/)?.[1] ?? '';
    const bytes = [html, await (await request.get(server.url + css)).text()].map((text) => brotliCompressSync(text).length);
    expect(bytes[0] + bytes[1], path).toBeLessThanOrEqual(50_000);
  }
});

test('what is asked before a key goes, links that are spent, and doors without a token look right', async ({ browser }) => {
  await page.goto(`${server.url}/console/keys`);
  await page.getByRole('link', { name: 'Remove' }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'remove-key');
  await page.getByRole('link', { name: 'Keep key' }).click();
  const context = await browser.newContext();
  const stranger = await context.newPage();
  for (const path of ['/verify-email?token=spent', '/reset-password?token=spent', `/${account.app}/no-token`]) {
    await stranger.goto(server.url + path);
    await expect(stranger.getByRole('heading', { level: 1 })).toHaveCount(1);
    await look(stranger, path.replace(/\W+/g, '-').replace(/^-|-$/g, '').replace(account.app, 'app'));
  }
  await context.close();
});

test('every page can be read and the forms submitted with JavaScript off', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await account.logIn(plain);
  for (const path of [...open, ...members]) {
    await plain.goto(server.url + path);
    await expect(plain.getByRole('heading', { level: 1 })).toHaveCount(1);
  }
  await plain.goto(`${server.url}/console/keys/new?own`);
  await plain.getByLabel('Public key', { exact: true }).fill('this is no key');
  await plain.getByRole('button', { name: 'Add key' }).click();
  await expect(plain.getByText(/PEM/).first()).toBeVisible();
  await context.close();
});

test('a page of the console asks a stranger to log in and brings him back', async ({ browser }) => {
  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(`${server.url}/console/activity`);
  await expect(stranger).toHaveURL(/\/log-in\?next=/);
  await stranger.getByLabel('E-mail').fill(account.email);
  await stranger.getByLabel('Password', { exact: true }).fill(account.password);
  await stranger.getByRole('button', { name: 'Log in' }).click();
  await expect(stranger).toHaveURL(/\/console\/activity/);
  await context.close();
});

test('another site may neither post in the name of somebody logged in nor frame the console', async ({ request }) => {
  const crossed = await request.post(`${server.url}/log-in`, { headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } });
  expect(crossed.status()).toBe(403);
  const consolePage = await request.get(`${server.url}/log-in`);
  expect(consolePage.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  const meeting = await request.get(`${server.url}/${account.app}/daily`);
  expect(meeting.headers()['content-security-policy']).not.toContain('frame-ancestors');
  expect(meeting.headers()['x-frame-options']).toBeUndefined();
});

test('the form refuses a private key, a short key and what is no key, and says so', async () => {
  const { generateKeyPairSync } = await import('node:crypto');
  const pair = (modulusLength: number) =>
    generateKeyPairSync('rsa', {
      modulusLength,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
  const refusal = async (pem: string) => {
    await page.goto(`${server.url}/console/keys/new?own`);
    await page.getByLabel('Public key', { exact: true }).fill(pem);
    await page.getByRole('button', { name: 'Add key' }).click();
    const field = page.getByLabel('Public key', { exact: true });
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    return page.locator('main').innerText();
  };
  expect(await refusal(pair(2048).privateKey)).toMatch(/private key/i);
  expect(await refusal(pair(1024).publicKey)).toMatch(/1,?024/);
  expect(await refusal('hello')).toMatch(/PEM/);
});
