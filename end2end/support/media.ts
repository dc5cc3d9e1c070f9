// What a page really receives: frames decoded and sound heard, by participant, from the browser's own statistics.
import { Page } from '@playwright/test';

/** Keeps every peer connection of the page where `received` finds it. Call before the page is opened. */
export async function watchMedia(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const Original = window.RTCPeerConnection;
    const all: RTCPeerConnection[] = [];
    (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections = all;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        all.push(this);
      }
    };
  });
}

export type Received = Record<string, { frames: number; energy: number }>;

/** Frames decoded and audio energy received so far, by the participant shown or heard, by whatever way. */
export async function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const result: Record<string, { frames: number; energy: number }> = {};
    const of = (endpoint: string) => (result[endpoint] ??= { frames: 0, energy: 0 });
    const connections = (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections;
    const byTrack: Record<string, Record<string, number>> = {};
    for (const connection of connections.filter((c) => c.connectionState === 'connected')) {
      for (const stat of (await connection.getStats()).values()) {
        if (stat.type === 'inbound-rtp') byTrack[stat.trackIdentifier] = stat;
      }
    }
    for (const element of document.querySelectorAll<HTMLMediaElement>('video[data-source], audio[data-slot-endpoint]')) {
      const endpoint = element.dataset.slotEndpoint || element.dataset.source?.split('-')[0];
      const stream = element.srcObject as MediaStream | null;
      if (!endpoint || !stream) continue;
      for (const track of stream.getTracks()) {
        const stat = byTrack[track.id];
        if (!stat) continue;
        // Through the server and directly: what came by either way.
        if (track.kind === 'video') of(endpoint).frames += stat.framesDecoded ?? 0;
        else of(endpoint).energy += stat.totalAudioEnergy ?? 0;
      }
    }
    return result;
  });
}

/** Frames decoded so far of everybody who is shown. */
export async function frames(page: Page): Promise<number> {
  return Object.values(await received(page)).reduce((sum, one) => sum + one.frames, 0);
}

/** How many RTCPeerConnections the page has made and how many offers it applied: nobody renegotiates on a join. */
export async function connections(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections.length);
}

/** How many of them are not closed. */
export async function openConnections(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections.filter(
        (connection) => connection.connectionState !== 'closed',
      ).length,
  );
}

/** The height in pixels of the tallest picture that the page decodes at the moment. */
export async function shownHeight(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const connections = (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections;
    const connection = connections.filter((c) => c.connectionState === 'connected').at(-1);
    const heights = [...((await connection?.getStats())?.values() ?? [])]
      .filter((stat) => stat.type === 'inbound-rtp' && stat.kind === 'video' && stat.framesPerSecond > 0)
      .map((stat) => stat.frameHeight ?? 0);
    return Math.max(0, ...heights);
  });
}
