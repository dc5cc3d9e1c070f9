// Two people over the networks of the simulation, the viewer in a real browser: what he sees and hears.
import { Browser, expect, Page, test } from '@playwright/test';
import { note } from '../support/call';
import { account, install, server } from '../support/installation';
import { enter, THROUGH_THE_SERVER } from '../support/meeting';
import { Way } from '../support/network';

/** Seconds that a way is watched, and from when on figures count. */
const WAYS: [string, number, number][] = [
  ['start', 20, 8],
  ['narrows-and-widens', 60, 5],
  ['random-loss-10-percent', 60, 10],
  ['bursts-of-loss-5-percent', 40, 10],
  ['round-trip-300-ms', 30, 15],
];

interface Sample {
  at: number;
  height: number;
  frames: number;
  freezes: number;
  frozen: number;
  bytes: number;
  concealed: number;
  heard: number;
}

async function sample(page: Page): Promise<Sample> {
  return page.evaluate(async () => {
    const all = (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections;
    const result = { at: performance.now(), height: 0, frames: 0, freezes: 0, frozen: 0, bytes: 0, concealed: 0, heard: 0 };
    for (const stat of (await all.at(-1)!.getStats()).values()) {
      if (stat.type !== 'inbound-rtp') continue;
      if (stat.kind === 'video') {
        result.height = Math.max(result.height, stat.framesPerSecond > 0 ? (stat.frameHeight ?? 0) : 0);
        result.frames += stat.framesDecoded ?? 0;
        result.freezes += stat.freezeCount ?? 0;
        result.frozen += stat.totalFreezesDuration ?? 0;
        result.bytes += stat.bytesReceived ?? 0;
      } else {
        result.concealed += (stat.concealedSamples ?? 0) - (stat.silentConcealedSamples ?? 0);
        result.heard += stat.totalSamplesReceived ?? 0;
      }
    }
    return result;
  });
}

install();

/** A person of this name joins, with a window in which the other is large. */
async function join(browser: Browser, room: string, name: string, prepare?: (page: Page) => Promise<void>): Promise<Page> {
  const viewport = { width: 1920, height: 1080 };
  return enter(browser, account.link(room, { userId: name }) + THROUGH_THE_SERVER, { name, viewport, prepare });
}

for (const [name, seconds, from] of WAYS) {
  test(`a viewer behind the way "${name}"`, async ({ browser }) => {
    const ada = await join(browser, name, 'Ada');
    const way = await Way.start(server, name);
    const grace = await join(browser, name, 'Grace', (page) => way.lead(page, server));
    await expect.poll(async () => (await sample(grace)).frames, { timeout: 60_000 }).toBeGreaterThan(0);
    const samples: Sample[] = [];
    for (let second = 0; second < seconds; second++) {
      samples.push(await sample(grace));
      await grace.waitForTimeout(1000);
    }
    const [first, last] = [samples[from], samples.at(-1)!];
    const time = (last.at - first.at) / 1000;
    const figures = {
      way: name,
      framesPerSecond: (last.frames - first.frames) / time,
      freezes: last.freezes - first.freezes,
      frozenSecondsPerMinute: ((last.frozen - first.frozen) / time) * 60,
      kilobitsPerSecond: ((last.bytes - first.bytes) * 8) / time / 1000,
      concealedPercent: ((last.concealed - first.concealed) / Math.max(1, last.heard - first.heard)) * 100,
      heights: samples.map((one) => one.height).join(' '),
    };
    note(figures);
    expect(figures.frozenSecondsPerMinute).toBeLessThan(2);
    expect(figures.framesPerSecond).toBeGreaterThan(5);
    expect(last.height).toBe(720);
    way.end();
    await grace.context().close();
    await ada.context().close();
  });
}
