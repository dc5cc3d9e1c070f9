// Two who are alone talk without the server between them, and nobody sees when that begins or ends.
import { Browser, expect, Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { account, install, server } from '../support/installation';
import { look } from '../support/look';
import { frames } from '../support/media';
import { enter, leave, ownEndpoint, press, stir, THROUGH_THE_SERVER } from '../support/meeting';

install();

const join = (browser: Browser, room: string, name: string, settings = ''): Promise<Page> =>
  enter(browser, account.link(room, { userId: name }) + settings, { name });

/** The other one's picture that comes straight from his page. */
const straight = (page: Page) => page.locator('video[data-path=direct].is-showing');

/** What this page sends to the server, the smallest encoding first. */
const sentToServer = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections[0]
      .getSenders()
      .find((sender) => sender.track?.kind === 'video')
      ?.getParameters()
      .encodings.map((encoding) => encoding.active),
  );

/** Counts the frames of the screen on which somebody who was seen before is not seen. */
async function watchForGaps(page: Page, endpoint: string): Promise<() => Promise<number>> {
  await page.evaluate((endpoint) => {
    const state = { gaps: 0 };
    (window as unknown as { watched: typeof state }).watched = state;
    const seen = () =>
      [...document.querySelectorAll<HTMLVideoElement>(`video[data-source^="${endpoint}-v0"].is-showing`)].some(
        (video) => video.readyState >= 2 && video.videoWidth > 0,
      );
    const look = () => {
      if (!seen()) state.gaps += 1;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, endpoint);
  return () => page.evaluate(() => (window as unknown as { watched: { gaps: number } }).watched.gaps);
}

/** Whether the other one is heard by exactly one of the two ways. */
const heardOnce = (page: Page, endpoint: string) =>
  page.evaluate((endpoint) => {
    const heard = [...document.querySelectorAll<HTMLAudioElement>(`audio[data-slot-endpoint="${endpoint}"]`)];
    return heard.filter((audio) => !audio.muted).map((audio) => audio.dataset.path ?? 'server');
  }, endpoint);

test('two alone talk directly, a third brings the server back, and no picture is lost on the way', async ({ browser }) => {
  const ada = await join(browser, 'direct', 'Ada');
  const grace = await join(browser, 'direct', 'Grace');
  const adas = await ownEndpoint(ada);
  await expect.poll(() => frames(grace)).toBeGreaterThan(5);
  const gaps = await watchForGaps(grace, adas);

  for (const page of [ada, grace]) await expect(straight(page)).toHaveCount(1);
  await expect.poll(() => heardOnce(grace, adas)).toEqual(['direct']);
  // The server need not be sent what nobody sees through it.
  await expect.poll(() => sentToServer(ada)).toEqual([false, false, false]);
  let before = await frames(grace);
  await expect.poll(() => frames(grace)).toBeGreaterThan(before + 10);

  const cyd = await join(browser, 'direct', 'Cyd');
  for (const page of [ada, grace]) await expect(straight(page)).toHaveCount(0);
  await expect.poll(() => heardOnce(grace, adas)).toEqual(['server']);
  before = await frames(grace);
  await expect.poll(() => frames(grace)).toBeGreaterThan(before + 10);
  expect(await sentToServer(ada)).toContain(true);

  await leave(cyd);
  for (const page of [ada, grace]) await expect(straight(page)).toHaveCount(1);
  expect(await gaps()).toBe(0);
  for (const page of [ada, grace, cyd]) await page.context().close();
});

test('a screen is shared, a camera goes off and on, and a microphone too, directly', async ({ browser }) => {
  const ada = await join(browser, 'sources', 'Ada');
  const grace = await join(browser, 'sources', 'Grace');
  await expect(straight(grace)).toHaveCount(1);
  await press(ada, 'Share screen');
  await expect(straight(grace)).toHaveCount(2);
  await press(ada, 'Share screen');
  await expect(straight(grace)).toHaveCount(1);
  await press(ada, 'Camera');
  await expect(straight(grace)).toHaveCount(0);
  await press(ada, 'Camera');
  await expect(straight(grace)).toHaveCount(1);
  const before = await frames(grace);
  await expect.poll(() => frames(grace)).toBeGreaterThan(before + 5);
  for (const page of [ada, grace]) await page.context().close();
});

test('where the address forbids it, or the other page cannot, media stays with the server', async ({ browser }) => {
  const ada = await join(browser, 'kept', 'Ada');
  const grace = await join(browser, 'kept', 'Grace', THROUGH_THE_SERVER);
  await expect.poll(() => frames(grace)).toBeGreaterThan(30);
  for (const page of [ada, grace]) await expect(straight(page)).toHaveCount(0);
  expect(await sentToServer(ada)).toContain(true);
  for (const page of [ada, grace]) await page.context().close();
});

test('how the connections fare is told in the meeting and, afterwards, in the console', async ({ browser }) => {
  test.setTimeout(240_000);
  const record = '#config.analytics.rtcstatsEnabled=true&config.analytics.rtcstatsPollInterval=5000';
  const ada = await join(browser, 'figures', 'Ada', record);
  const grace = await join(browser, 'figures', 'Grace');
  const gracesId = await ownEndpoint(grace);
  await expect(straight(ada)).toHaveCount(1);
  await press(ada, 'Settings');
  await ada.getByRole('button', { name: 'Connection' }).click();
  const panel = ada.getByRole('region', { name: 'Connection' });
  await expect(panel.getByRole('heading', { name: 'With the server' })).toBeVisible();
  await expect(panel.getByRole('heading', { name: 'Directly with Grace' })).toBeVisible();
  await expect(panel.getByText(/^UDP$/)).toHaveCount(2);
  await expect(panel.getByText(/× \d+, \d+\/s/).first()).toBeVisible();
  await expect(panel.getByText(/bit\/s, VP[89]/).first()).toBeVisible();
  await stir(ada);
  await look(ada, 'connection', { live: true, themes: ['dark'] });

  // Ada's looks are kept one by one, of Grace's the last.
  const kept = /rtcstats/;
  for (const page of [ada, grace]) {
    await leave(page);
    await expect(page.getByText('You left the meeting')).toBeVisible();
  }
  const owner = await (await browser.newContext()).newPage();
  await account.logIn(owner);
  await owner.goto(`${server.url}/console/billing/devices`);
  await owner.getByRole('link', { name: /figures/ }).first().click();
  const rows = owner.getByRole('row').filter({ hasText: kept });
  await expect.poll(() => rows.count()).toBeGreaterThan(2);
  await expect(rows.filter({ hasText: 'Connection with the server' }).first()).toContainText(/over UDP/);
  await look(owner, 'meeting-connections');
  const download = owner.waitForEvent('download');
  await rows.filter({ hasText: 'Grace' }).getByRole('link').first().click();
  const lines = readFileSync(await (await download).path(), 'utf8').trimEnd().split('\n');
  expect(lines[0]).toBe('RTCStatsDump');
  expect(JSON.parse(lines[1])).toMatchObject({ fileFormat: 3, endpointId: gracesId, displayName: 'Grace' });
  const stats = lines.slice(2).map((line) => JSON.parse(line)).filter(([method]) => method === 'getStats');
  const inbound = Object.values(stats.at(-1)[2] as Record<string, Record<string, unknown>>).filter((stat) => stat.type === 'inbound-rtp');
  expect(inbound.some((stat) => stat.kind === 'video' && Number(stat.framesDecoded) > 0)).toBe(true);
  await owner.context().close();
});
