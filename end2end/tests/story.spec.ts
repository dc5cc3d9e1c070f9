// The whole path of a new user: sign-up, key, token, a meeting of three real browsers, three active users.
import { Browser, BrowserContext, expect, Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { openConnections, received, watchMedia } from '../support/media';
import { enterMeeting, leave, stir } from '../support/meeting';
import { Server } from '../support/server';
import { look } from '../support/look';

test.describe.configure({ mode: 'serial' });

let server: Server;
let console_: Page;
let link = '';
let privateKey = '';

test.beforeAll(async ({ browser }) => {
  server = await Server.start();
  console_ = await (await browser.newContext()).newPage();
});
test.afterAll(() => server.stop());

test('signs up, confirms by the link in the mailbox and is logged in', async () => {
  const page = console_;
  await page.goto(server.url);
  await page.getByRole('link', { name: /create an account|sign up/i }).first().click();
  await page.getByLabel('Organisation').fill('Analytical Engines');
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('E-mail').fill('Ada@Example.com');
  await page.getByLabel('Password').fill('a long enough phrase');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
  await page.getByRole('link', { name: 'Open the mailbox' }).click();
  await page.getByRole('link', { name: /\/verify/ }).first().click();
  await expect(page.getByText('Ada Lovelace at Analytical Engines')).toBeVisible();
  const verify = page.url();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page).toHaveURL(/\/console/);
  await page.goto(verify);
  await expect(page.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible();
  await page.goto(`${server.url}/console`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('makes a key pair in the browser; the private half is downloaded and never sent', async () => {
  const page = console_;
  const bodies: string[] = [];
  page.on('request', (request) => bodies.push(request.postData() ?? '', request.url()));
  page.on('websocket', (socket) => socket.on('framesent', (frame) => bodies.push(String(frame.payload))));
  await page.goto(`${server.url}/console/keys/new`);
  await page.getByRole('button', { name: 'Generate key pair' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save private key' }).click({ timeout: 90_000 });
  privateKey = await (await download).path();
  const pem = readFileSync(privateKey, 'utf8');
  expect(pem).toContain('BEGIN PRIVATE KEY');
  await page.getByLabel('I saved the private key').check();
  await page.getByRole('button', { name: 'Add key' }).click();
  await expect(page.getByText('Key added')).toBeVisible();
  // No line of it, however it was wrapped or encoded on the way.
  const lines = pem.split(/\r?\n/).filter((line) => line.length > 40);
  expect(lines.length).toBeGreaterThan(10);
  const sent = bodies.map((body) => body + decodeURIComponent(body.replace(/\+/g, ' ').replace(/%(?![0-9a-f]{2})/gi, '%25'))).join('');
  const plain = sent.replace(/ /g, '+').replace(/\s|\\n/g, '');
  for (const line of lines) {
    expect(plain).not.toContain(line.slice(0, 40));
    expect(server.log).not.toContain(line.slice(0, 40));
  }
});

test('signs a token with the private key file and gets a join link', async () => {
  const page = console_;
  await page.goto(`${server.url}/console/tokens`);
  await page.getByLabel('Private key file').setInputFiles(privateKey);
  await expect(page.getByText(/This is the key/)).toBeVisible();
  await page.getByLabel('Room').first().fill('daily');
  await page.getByRole('button', { name: 'Make token' }).click();
  await expect(page.getByText('The token is made', { exact: true })).toBeVisible();
  link = (await page.getByRole('link', { name: /open the meeting/i }).getAttribute('href')) ?? '';
  if (link.startsWith('/')) link = server.url + link;
  expect(link).toMatch(/\/vpaas-magic-cookie-[0-9a-f]{32}\/daily\?jwt=/);
});

test('the inspector admits the token, and explains one that was tampered with', async () => {
  const page = console_;
  const jwt = new URL(link).searchParams.get('jwt') ?? '';
  await page.goto(`${server.url}/console/tokens`);
  await page.getByLabel('Token', { exact: true }).fill(jwt);
  await page.getByRole('button', { name: 'Inspect token' }).click();
  await expect(page.getByText('This token opens the meeting.').last()).toBeVisible();
  await page.getByLabel('Token', { exact: true }).fill(`${jwt.slice(0, -20)}AAAAAAAAAAAAAAAAAAAA`);
  await page.getByRole('button', { name: 'Inspect token' }).click();
  await expect(page.getByText('Refused', { exact: true })).toBeVisible();
  await expect(page.getByText(/signature/i).first()).toBeVisible();
});

class Guest {
  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly name: string,
  ) {}

  /** A person with a browser of his own, hence a device id of his own. */
  static async enter(browser: Browser, name: string): Promise<Guest> {
    const context = await browser.newContext({ permissions: ['camera', 'microphone'], viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await watchMedia(page);
    const guest = new Guest(context, page, name);
    await guest.join();
    return guest;
  }

  async join(): Promise<void> {
    await enterMeeting(this.page, link, this.name);
  }
}

const activity = async () => {
  await console_.goto(`${server.url}/console/activity`);
  return console_.locator('main').innerText();
};

test('one alone in a room counts for nothing', async ({ browser }) => {
  const alone = await Guest.enter(browser, 'Alone');
  await expect.poll(activity).toMatch(/daily/);
  expect(await activity()).toMatch(/\b0\s+of 25/);
  await leave(alone.page);
  await alone.context.close();
});

test('three browsers meet, see and hear each other, and are three active users', async ({ browser }) => {
  // Three browsers that encode and decode at once keep two cores busy.
  test.setTimeout(300_000);
  const guests = [];
  for (const name of ['Ada', 'Grace', 'Katherine']) guests.push(await Guest.enter(browser, name));
  for (const guest of guests) {
    await expect
      .poll(async () => Object.values(await received(guest.page)).filter((r) => r.frames > 10 && r.energy > 0).length, {
        message: `${guest.name} sees and hears the two others`,
        timeout: 60_000,
      })
      .toBe(2);
    for (const other of guests.filter((g) => g !== guest)) {
      await expect(guest.page.getByText(other.name).first()).toBeVisible();
    }
    // Nobody needed a second connection to the server because somebody else came, and what two of them had
    // directly while they were alone is closed.
    await expect.poll(() => openConnections(guest.page)).toBe(1);
  }
  await expect.poll(activity).toMatch(/\b3\s+of 25/);
  await look(console_, 'console', { picture: true });
  await stir(guests[0].page);
  if (process.env.PICTURES) await guests[0].page.screenshot({ path: 'docs/pictures/meeting.png' });
  await look(guests[0].page, 'meeting', { themes: ['dark'], live: true });

  // One of them goes and comes again, with the same browser: the same device.
  await leave(guests[2].page);
  await expect(guests[2].page.getByText('You left the meeting')).toBeVisible();
  await expect(guests[0].page.locator('.mt-tile')).toHaveCount(2);
  await guests[2].page.getByRole('button', { name: 'Join again' }).click();
  await expect(guests[0].page.locator('.mt-tile')).toHaveCount(3);
  expect(await activity()).toMatch(/\b3\s+of 25/);

  for (const guest of guests) {
    await leave(guest.page);
    await expect(guest.page.getByText('You left the meeting')).toBeVisible();
    await guest.context.close();
  }
  await expect.poll(activity).toMatch(/No meeting right now/);
  expect(await activity()).toMatch(/\b3\s+of 25/);
});

test('the figures shown are those that the journal gives when it is counted from scratch', async () => {
  expect(await server.command('usage', 'recount')).toMatch(/: 3 monthly active users[^]*now: 0 meetings, 0 participants[^]*The kept figures are the same/);
});

test('the start page has ticked the steps off by itself', async () => {
  await console_.goto(`${server.url}/console`);
  await expect(console_.getByRole('main')).toContainText('3 of 4 done');
});

test('a meeting in the frame of another page ticks the last step', async ({ browser }) => {
  const host = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(`<!doctype html><title>Customer</title><iframe src="${link}" allow="camera; microphone; display-capture; autoplay; fullscreen" width="900" height="600"></iframe>`);
  });
  await new Promise<void>((next) => host.listen(0, '127.0.0.1', next));
  const address = host.address();
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`);
  const frame = page.frameLocator('iframe');
  await frame.getByLabel('Your name').fill('Framed');
  await frame.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(frame.getByRole('button', { name: 'Leave the meeting' })).toBeVisible();
  await expect
    .poll(async () => {
      await console_.goto(`${server.url}/console`);
      return console_.getByRole('main').innerText();
    })
    .toContain('4 of 4 done');
  await look(console_, 'start-done');
  await context.close();
  host.close();
});

test('a removed key closes the door at once, and the page says why', async ({ browser }) => {
  const page = console_;
  await page.goto(`${server.url}/console/keys`);
  await page.getByRole('link', { name: 'Remove' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Remove key' }).click();
  await expect(page.getByText('No keys yet')).toBeVisible();
  const context = await browser.newContext();
  const guest = await context.newPage();
  await guest.goto(link);
  await guest.getByLabel('Your name').fill('Late');
  await guest.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(guest.getByText('You were not let in')).toBeVisible();
  await expect(guest.getByText(/key/i).first()).toBeVisible();
  await look(guest, 'refused');
  await context.close();
});
