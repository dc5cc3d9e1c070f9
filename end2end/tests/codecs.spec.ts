// Pictures in another codec than VP8, where everybody can show it: sent as asked for, decoded at the other page.
import { Browser, expect, Page, test } from '@playwright/test';
import { account, install } from '../support/installation';
import { shownHeight } from '../support/media';
import { enter, THROUGH_THE_SERVER } from '../support/meeting';

install();

/** A person of this name joins and prefers a codec, with a window in which the other is large. */
async function join(browser: Browser, room: string, name: string, codec: string): Promise<Page> {
  const prefers = `&config.videoQuality.codecPreferenceOrder=${encodeURIComponent(JSON.stringify([codec]))}`;
  const viewport = { width: 1920, height: 1080 };
  const link = account.link(room, { userId: name }) + THROUGH_THE_SERVER + prefers;
  return enter(browser, link, { name, viewport });
}

/** What is decoded at present, and how many pictures so far. */
const decoded = (page: Page) =>
  page.evaluate(async () => {
    const connection = (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections.at(-1)!;
    const stats = await connection.getStats();
    const all = [...stats.values()];
    const picture = all.find((stat) => stat.type === 'inbound-rtp' && stat.kind === 'video' && stat.framesDecoded > 0);
    return { codec: picture && (stats.get(picture.codecId)?.mimeType as string), frames: (picture?.framesDecoded ?? 0) as number };
  });

/** Height of the largest picture that a page sends at present. */
const sentHeight = (page: Page) =>
  page.evaluate(async () => {
    const connection = (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections.at(-1)!;
    const all = [...(await connection.getStats()).values()];
    const sent = all.filter((stat) => stat.type === 'outbound-rtp' && stat.kind === 'video' && stat.active && stat.framesPerSecond > 0);
    return Math.max(0, ...sent.map((stat) => stat.frameHeight as number));
  });

for (const codec of ['VP9', 'AV1', 'H264']) {
  test(`pictures in ${codec}`, async ({ browser }) => {
    const ada = await join(browser, `codec-${codec}`, 'Ada', codec);
    const sends = await ada.evaluate(
      (mime) => RTCRtpSender.getCapabilities('video')!.codecs.some((one) => one.mimeType.toUpperCase() === mime),
      `VIDEO/${codec}`,
    );
    test.skip(!sends, `this browser does not send ${codec}`);
    const grace = await join(browser, `codec-${codec}`, 'Grace', codec);
    for (const page of [ada, grace]) {
      await expect.poll(async () => (await decoded(page)).codec, { timeout: 60_000 }).toBe(`video/${codec}`);
      const { frames } = await decoded(page);
      await expect.poll(async () => (await decoded(page)).frames).toBeGreaterThan(frames + 30);
    }
    await expect.poll(() => shownHeight(grace), { timeout: 60_000 }).toBe(720);
    // A small picture costs less, in whatever way its sizes are sent.
    await grace.setViewportSize({ width: 360, height: 300 });
    await expect.poll(() => shownHeight(grace), { timeout: 60_000 }).toBeLessThanOrEqual(360);
    const { frames } = await decoded(grace);
    await expect.poll(async () => (await decoded(grace)).frames).toBeGreaterThan(frames + 30);
    // A size that nobody shows is not sent, until somebody does.
    await expect.poll(() => sentHeight(ada), { timeout: 60_000 }).toBeLessThanOrEqual(360);
    await grace.setViewportSize({ width: 1920, height: 1080 });
    await expect.poll(() => shownHeight(grace), { timeout: 60_000 }).toBe(720);
    await ada.context().close();
    await grace.context().close();
  });
}
