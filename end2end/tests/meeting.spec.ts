// What happens in meetings: screens, devices, broken connections and people who vanish.
import { Browser, expect, Page, test } from '@playwright/test';
import { account, install, server } from '../support/installation';
import { connections, frames } from '../support/media';
import { enter, ownEndpoint, Person, press, THROUGH_THE_SERVER } from '../support/meeting';

install();

/** Keeps every WebSocket where a test can break it. */
async function keepSockets(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const all: WebSocket[] = [];
    (window as unknown as { sockets: WebSocket[] }).sockets = all;
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        all.push(this);
      }
    };
  });
}

/** The browser says that every other packet of each picture it receives was lost. */
async function losePictures(page: Page): Promise<void> {
  await page.addInitScript(() => {
    type Read = (this: RTCPeerConnection) => Promise<RTCStatsReport>;
    const read: Read = RTCPeerConnection.prototype.getStats;
    RTCPeerConnection.prototype.getStats = async function () {
      const report = await read.call(this);
      const lossy = (stat: RTCInboundRtpStreamStats) =>
        stat.type === 'inbound-rtp' && stat.kind === 'video' ? { ...stat, packetsLost: stat.packetsReceived } : stat;
      return new Map([...report].map(([id, stat]) => [id, lossy(stat)])) as unknown as RTCStatsReport;
    } as Read;
  });
}

/** A person of this name joins. */
async function join(browser: Browser, room: string, name: string, more: Partial<Person> = {}): Promise<Page> {
  return enter(browser, account.link(room, { userId: name }) + THROUGH_THE_SERVER, { name, ...more });
}

test('a shared screen comes on stage, is seen, and goes', async ({ browser }) => {
  const ada = await join(browser, 'screen', 'Ada');
  const grace = await join(browser, 'screen', 'Grace');
  await press(ada, 'Share screen');
  const screen = grace.locator('.mt-tile[data-kind=screen]');
  await expect(screen).toHaveAttribute('data-role', 'stage');
  await expect(screen).toHaveAccessibleName("Ada's screen");
  await expect.poll(() => screen.locator('video').first().evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0);
  await press(ada, 'Share screen');
  await expect(screen).toHaveCount(0);
  for (const page of [ada, grace]) await page.context().close();
});

test('a weak connection is told on its tile, beside the pin, however small the tile is', async ({ browser }) => {
  const ada = await join(browser, 'weak', 'Ada');
  const viewport = { width: 900, height: 700 };
  const grace = await join(browser, 'weak', 'Grace', { prepare: losePictures, viewport });
  const tile = grace.getByRole('group', { name: 'Ada' });
  const weak = tile.getByRole('button', { name: 'Weak connection' });
  await expect(weak).toBeVisible();
  const words = weak.getByText('Weak connection');
  const wordsAreSeen = async () => (await words.boundingBox())!.width > 20;
  expect(await wordsAreSeen()).toBe(true);
  await grace.getByRole('button', { name: 'Keep Grace (you) large' }).click();
  await expect(tile).toHaveAttribute('data-role', 'film');
  await expect.poll(wordsAreSeen).toBe(false);
  const [sign, pin] = [await weak.boundingBox(), await tile.getByRole('button', { name: 'Keep Ada large' }).boundingBox()];
  expect(sign!.x + sign!.width).toBeLessThanOrEqual(pin!.x);
  await weak.click();
  await expect(grace.getByRole('heading', { name: /connection/i })).toBeVisible();
  for (const page of [ada, grace]) await page.context().close();
});

test('another camera can be chosen while the meeting goes on', async ({ browser }) => {
  const ada = await join(browser, 'devices', 'Ada');
  const grace = await join(browser, 'devices', 'Grace');
  await expect.poll(() => frames(grace)).toBeGreaterThan(5);
  await press(ada, 'Settings');
  const menu = ada.getByLabel('Camera', { exact: true }).and(ada.locator('select'));
  const before = await menu.locator('option:checked').innerText();
  const other = await menu.locator('option:not(:checked)').last().innerText();
  await menu.selectOption({ label: other });
  expect(other).not.toBe(before);
  const track = () =>
    ada.evaluate(() =>
      (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections
        .at(-1)
        ?.getSenders()
        .find((sender) => sender.track?.kind === 'video')?.track?.label,
    );
  await expect.poll(track).toBe(other);
  const seen = await frames(grace);
  await expect.poll(() => frames(grace)).toBeGreaterThan(seen + 5);
  expect(await connections(ada)).toBe(1);
  for (const page of [ada, grace]) await page.context().close();
});

test('a broken message connection comes back as the same participant, and nothing stops', async ({ browser }) => {
  const ada = await join(browser, 'broken', 'Ada', { prepare: keepSockets });
  const grace = await join(browser, 'broken', 'Grace');
  await expect.poll(() => frames(grace)).toBeGreaterThan(5);
  const before = await ownEndpoint(ada);
  const sockets = () => ada.evaluate(() => (window as unknown as { sockets: WebSocket[] }).sockets.length);
  expect(await sockets()).toBe(1);
  await ada.evaluate(() => (window as unknown as { sockets: WebSocket[] }).sockets[0].close());
  await expect.poll(sockets).toBe(2);
  await expect(ada.getByText('Reconnecting', { exact: true })).toHaveCount(0);
  await expect(grace.locator('.mt-tile')).toHaveCount(2);
  expect(await ownEndpoint(ada)).toBe(before);
  expect(await connections(ada)).toBe(1);
  const seen = await frames(grace);
  await expect.poll(() => frames(grace)).toBeGreaterThan(seen + 5);
  for (const page of [ada, grace]) await page.context().close();
});

test('whoever vanishes is shown as gone, and leaves after half a minute', async ({ browser }) => {
  const ada = await join(browser, 'vanish', 'Ada');
  const grace = await join(browser, 'vanish', 'Grace');
  await expect(grace.locator('.mt-tile')).toHaveCount(2);
  const session = await ada.context().newCDPSession(ada);
  // The page has no time to say goodbye.
  void session.send('Page.crash').catch(() => undefined);
  await expect(grace.getByRole('group', { name: /Ada.*reconnecting/ })).toBeVisible();
  await expect(grace.locator('.mt-tile')).toHaveCount(1, { timeout: 45_000 });
  await ada.context().close();
  await grace.context().close();
});

test('a disabled key closes the door until it is enabled again', async ({ browser }) => {
  const context = await browser.newContext();
  const owner = await context.newPage();
  await account.logIn(owner);
  await owner.goto(`${server.url}/console/keys`);
  await owner.getByRole('button', { name: 'Disable' }).click();
  await expect(owner.getByText('Disabled', { exact: true })).toBeVisible();
  const guest = await context.newPage();
  await guest.goto(account.link('closed'));
  await guest.getByLabel('Your name').fill('Ada');
  await guest.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(guest.getByText('You were not let in')).toBeVisible();
  await expect(guest.getByText(/disabled/i).first()).toBeVisible();
  await owner.getByRole('button', { name: 'Enable' }).click();
  await expect(owner.getByText('Enabled', { exact: true })).toBeVisible();
  await guest.getByRole('button', { name: 'Try again' }).click();
  await expect(guest.getByRole('button', { name: 'Leave the meeting' })).toBeVisible();
  await context.close();
});
