// A camera in three sizes: a large picture is sharp, a small one costs little, and what nobody shows is not sent.
import { Browser, expect, Page, test } from '@playwright/test';
import { account, install } from '../support/installation';
import { frames, shownHeight } from '../support/media';
import { enter, THROUGH_THE_SERVER } from '../support/meeting';

install();

/** A person of this name joins, with a window in which the others are large. */
async function join(browser: Browser, room: string, name: string): Promise<Page> {
  const viewport = { width: 1920, height: 1080 };
  return enter(browser, account.link(room, { userId: name }) + THROUGH_THE_SERVER, { name, viewport });
}

/** Which encodings of the camera the page sends, the smallest first. */
const sent = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections
      .at(-1)
      ?.getSenders()
      .find((sender) => sender.track?.kind === 'video')
      ?.getParameters()
      .encodings.map((encoding) => encoding.active),
  );

test('the size on the page decides which encoding comes, and the others are not sent', async ({ browser }) => {
  const ada = await join(browser, 'layers', 'Ada');
  // Alone, nobody shows Ada's camera.
  await expect.poll(() => sent(ada)).toEqual([false, false, false]);
  const grace = await join(browser, 'layers', 'Grace');
  // The browser sends the largest as soon as it believes that its way carries it.
  await expect.poll(() => shownHeight(grace), { timeout: 60_000 }).toBe(720);
  expect(await sent(ada)).toEqual([true, true, true]);
  await grace.setViewportSize({ width: 360, height: 300 });
  await expect.poll(() => shownHeight(grace)).toBeLessThanOrEqual(360);
  await expect.poll(async () => (await sent(ada))?.at(-1)).toBe(false);
  const before = await frames(grace);
  await expect.poll(() => frames(grace)).toBeGreaterThan(before + 10);
  await grace.setViewportSize({ width: 1920, height: 1080 });
  await expect.poll(() => shownHeight(grace), { timeout: 60_000 }).toBe(720);
  await grace.context().close();
  await expect.poll(() => sent(ada)).toEqual([false, false, false]);
  await ada.context().close();
});
