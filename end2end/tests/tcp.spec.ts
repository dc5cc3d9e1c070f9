// A network that lets no UDP through: media goes over TCP, and two people see each other all the same.
import { Browser, expect, Page, test } from '@playwright/test';
import { account, install } from '../support/installation';
import { frames } from '../support/media';
import { enter, THROUGH_THE_SERVER } from '../support/meeting';

install();

/** The page is told of no UDP address, so that TCP is all that it has. */
async function withoutUdp(page: Page): Promise<void> {
  await page.addInitScript(() => {
    type Take = (this: RTCPeerConnection, description: RTCSessionDescriptionInit) => Promise<void>;
    const take: Take = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (description) {
      const sdp = description.sdp?.replace(/a=candidate:\S+ 1 udp [^\r\n]*\r\n/g, '');
      return take.call(this, { type: description.type, sdp });
    } as Take;
  });
}

/** A person of this name joins. */
async function join(browser: Browser, name: string, prepare?: (page: Page) => Promise<void>): Promise<Page> {
  return enter(browser, account.link('tcp', { userId: name }) + THROUGH_THE_SERVER, { name, prepare });
}

/** The transport protocol that the page's media takes. */
const protocol = (page: Page) =>
  page.evaluate(async () => {
    const connection = (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections.at(-1);
    const stats = new Map([...((await connection?.getStats())?.entries() ?? [])]);
    const transport = [...stats.values()].find((stat) => stat.type === 'transport');
    const pair = stats.get(transport?.selectedCandidatePairId);
    return stats.get(pair?.localCandidateId)?.protocol;
  });

test('two people see each other, one of them over TCP alone', async ({ browser }) => {
  const ada = await join(browser, 'Ada', withoutUdp);
  const grace = await join(browser, 'Grace');
  await expect.poll(() => protocol(ada)).toBe('tcp');
  await expect.poll(() => protocol(grace)).toBe('udp');
  for (const page of [ada, grace]) {
    await expect.poll(() => frames(page)).toBeGreaterThan(20);
    const before = await frames(page);
    await expect.poll(() => frames(page)).toBeGreaterThan(before + 20);
  }
  for (const page of [ada, grace]) await page.context().close();
});
