// Calls of minutes between a page and each kind of participant that another implementation of WebRTC makes.
import { Browser, expect, test } from '@playwright/test';
import { resolve } from 'node:path';
import { meterCall, note, readCall, Reading } from '../support/call';
import { account, install, server } from '../support/installation';
import { enter, THROUGH_THE_SERVER } from '../support/meeting';
import { Peer } from '../support/peer';

/** How long a call is held, in seconds. */
const LENGTH = Number(process.env.CALL_SECONDS ?? 300);
/** How often both are asked, in seconds: pictures and sound must have come in between. */
const EVERY = 5;
/** The longest time without a picture, in milliseconds; a machine that does other things needs some of it. */
const LONGEST_GAP = 3_000;
/** On a way that loses nothing; a few packets may fall to a machine that is busy. */
const MOST_LOST = 0.005;

const peers = resolve(__dirname, 'peers');
/** Where `scripts/long` has built the participants that are programs of their own. */
const built = process.env.CARGO_TARGET_DIR ?? resolve(__dirname, '../../target');

/** The participants that are no page: how each is started. */
const PROGRAMS: Record<string, string[]> = {
  wrtc: [process.execPath, resolve(peers, 'wrtc.mjs')],
  aiortc: [process.env.AIORTC ?? 'python3', resolve(peers, 'aiortc-participant.py')],
  str0m: [resolve(built, 'release/str0m-participant')],
};

install();

const NOTHING: Reading = { states: [], frames: 0, gap: 0, energy: 0, received: 0, lost: 0 };

/** Somebody in the call. */
interface Party {
  name: string;
  read(): Promise<Reading | undefined>;
  leave(): Promise<void>;
}

async function page(browser: Browser, room: string, name: string): Promise<Party> {
  const link = account.link(room, { userId: name }) + THROUGH_THE_SERVER;
  const context = await enter(browser, link, { name, prepare: meterCall });
  return { name, read: () => readCall(context), leave: () => context.context().close() };
}

function program(kind: string, room: string): Party {
  const address = `${server.url}/${account.app}/${room}`;
  const peer = Peer.start([...PROGRAMS[kind], address, kind], account.token({ userId: kind, name: kind }));
  return { name: kind, read: async () => peer.reading(), leave: () => peer.leave() };
}

for (const kind of ['Chromium', ...Object.keys(PROGRAMS)]) {
  test(`a call of ${LENGTH} s between a page and ${kind}`, async ({ browser }) => {
    test.setTimeout((LENGTH + 240) * 1000);
    const room = `call-${kind.toLowerCase()}`;
    const parties = [await page(browser, room, 'Ada')];
    parties.push(kind === 'Chromium' ? await page(browser, room, 'Grace') : program(kind, room));

    // All are read in every turn, so that one who has ended is noticed at once.
    const each = async (figure: (reading: Reading) => number) =>
      Promise.all(parties.map(async (party) => figure((await party.read()) ?? NOTHING)));
    await expect.poll(() => each(({ frames }) => Math.min(frames, 20)), { timeout: 90_000 }).toEqual(parties.map(() => 20));
    await expect.poll(() => each(({ energy }) => Math.sign(energy)), { timeout: 90_000 }).toEqual(parties.map(() => 1));
    const read = () => Promise.all(parties.map(async (party) => (await party.read())!));
    const first = await read();
    let before = first;
    const gaps = parties.map(() => 0);
    for (let second = 0; second < LENGTH; second += EVERY) {
      await new Promise((next) => setTimeout(next, EVERY * 1000));
      const now = await read();
      parties.forEach(({ name }, at) => {
        const where = `${name}, after ${second + EVERY} s`;
        expect(now[at].states, where).toEqual(first[at].states);
        expect(now[at].frames, `${where}: pictures`).toBeGreaterThan(before[at].frames);
        expect(now[at].energy, `${where}: sound`).toBeGreaterThan(before[at].energy);
        expect(now[at].gap, `${where}: longest time without a picture`).toBeLessThan(LONGEST_GAP);
        gaps[at] = Math.max(gaps[at], now[at].gap);
      });
      before = now;
    }
    parties.forEach(({ name }, at) => {
      const [from, to] = [first[at], before[at]];
      const [received, lost] = [to.received - from.received, to.lost - from.lost];
      note({ call: kind, who: name, seconds: LENGTH, frames: to.frames - from.frames, longestGap: Math.round(gaps[at]), received, lost });
      expect(to.states.at(-1), name).toBe('connected');
      expect(lost / (received + lost), `${name}: part of the packets that was lost`).toBeLessThan(MOST_LOST);
    });
    for (const party of parties.reverse()) await party.leave();
  });
}
