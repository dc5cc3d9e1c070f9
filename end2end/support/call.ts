// What somebody receives in a call: the same figures for pages and for participants that are no browser.
import { Page } from '@playwright/test';
import { appendFileSync } from 'node:fs';

export interface Reading {
  /** Every state of the connection so far. */
  states: string[];
  /** Pictures decoded. */
  frames: number;
  /** Longest time without one since this was read last, in milliseconds. */
  gap: number;
  /** Energy of the sound heard. */
  energy: number;
  /** Packets of media. */
  received: number;
  lost: number;
}

/** How often a page looks whether a picture came, in milliseconds; gaps are known as exactly. */
const LOOK = 50;

/** Pauses longer than this are kept, in milliseconds: at ten pictures a second none comes by itself. */
const PAUSE = 400;

/** Between two pictures, in milliseconds since 1970. */
export type Pause = [from: number, to: number];

type Meter = { states: string[]; longest: number; pauses: Pause[]; last: number };

/** Has a page keep what `readCall` reads. Call after `watchMedia` and before the page is opened. */
export async function meterCall(page: Page): Promise<void> {
  await page.addInitScript(([look, pause]) => {
    const global = window as unknown as { peerConnections: RTCPeerConnection[]; meter: Meter };
    const meter: Meter = { states: [], longest: 0, pauses: [], last: 0 };
    global.meter = meter;
    const watched = new Set<RTCPeerConnection>();
    let frames = 0;
    setInterval(async () => {
      for (const connection of global.peerConnections.filter((one) => !watched.has(one))) {
        watched.add(connection);
        meter.states.push(connection.connectionState);
        connection.addEventListener('connectionstatechange', () => meter.states.push(connection.connectionState));
      }
      let now = 0;
      for (const connection of global.peerConnections.filter((one) => one.connectionState !== 'closed')) {
        for (const stat of (await connection.getStats()).values()) {
          if (stat.type === 'inbound-rtp' && stat.kind === 'video') now += stat.framesDecoded ?? 0;
        }
      }
      const time = Date.now();
      if (meter.last > 0) meter.longest = Math.max(meter.longest, time - meter.last);
      // A connection that replaces another one counts anew.
      if (now !== frames && now > 0) {
        if (meter.last > 0 && time - meter.last > pause) meter.pauses.push([meter.last, time]);
        meter.last = time;
      }
      frames = now;
    }, look);
  }, [LOOK, PAUSE]);
}

/** What the page received so far. */
export async function readCall(page: Page): Promise<Reading> {
  return page.evaluate(async () => {
    const global = window as unknown as { peerConnections: RTCPeerConnection[]; meter: Meter };
    const reading = { states: [...global.meter.states], frames: 0, gap: global.meter.longest, energy: 0, received: 0, lost: 0 };
    global.meter.longest = 0;
    for (const stat of ((await global.peerConnections.at(-1)?.getStats())?.values() ?? [])) {
      if (stat.type !== 'inbound-rtp') continue;
      reading.frames += stat.framesDecoded ?? 0;
      reading.energy += stat.totalAudioEnergy ?? 0;
      reading.received += stat.packetsReceived ?? 0;
      reading.lost += stat.packetsLost ?? 0;
    }
    return reading;
  });
}

/** What was on its way when it was cut off is still shown for so long, in milliseconds. */
const TAKES_EFFECT = 1_000;

/**
 * When pictures came again after something happened, both in milliseconds since 1970; nothing while they have not.
 * If they never stopped for it, it is the moment itself.
 */
export async function cameBack(page: Page, moment: number): Promise<number | undefined> {
  const { pauses, last } = await page.evaluate(() => (window as unknown as { meter: Meter }).meter);
  const now = Date.now();
  if (now < moment + TAKES_EFFECT + PAUSE || now > last + PAUSE) return undefined;
  return pauses.find(([from, to]) => from < moment + TAKES_EFFECT && to > moment)?.[1] ?? moment;
}

/** Has a page keep when it found each way out. Call before the page is opened. */
export async function watchWaysOut(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const global = window as unknown as { waysOut: [address: string, time: number][] };
    global.waysOut = [];
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        this.addEventListener('icecandidate', ({ candidate }) => {
          if (candidate?.address && candidate.protocol === 'udp') global.waysOut.push([candidate.address, Date.now()]);
        });
      }
    };
  });
}

/** When the page first found a way out by an address that begins so, in milliseconds since 1970. */
export async function foundWay(page: Page, address: string): Promise<number | undefined> {
  const ways = await page.evaluate(() => (window as unknown as { waysOut: [string, number][] }).waysOut);
  return ways.find(([own]) => own.startsWith(address))?.[1];
}

/** Prints figures, and keeps them as a line of the file that FIGURES names. */
export function note(figures: object): void {
  const line = JSON.stringify(figures);
  console.log(line);
  if (process.env.FIGURES) appendFileSync(process.env.FIGURES, `${line}\n`);
}
