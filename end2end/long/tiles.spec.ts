// Twenty-five people in one meeting: a page, and a crowd of small cameras in one process, each with its number.
import { expect, Page, test } from '@playwright/test';
import { resolve } from 'node:path';
import { note } from '../support/call';
import { account, install, server } from '../support/installation';
import { look } from '../support/look';
import { enter, stir } from '../support/meeting';
import { Peer } from '../support/peer';

const CROWD = 24;
const crowd = resolve(__dirname, 'peers/crowd.mjs');

install();

/** What each picture of a tile looks like now: a sum over its points; 0 where there is none. A tile has two, of which one shows. */
async function looks(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [64, 36];
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    return [...document.querySelectorAll<HTMLVideoElement>('.mt-tile video')].map((video) => {
      if (video.videoWidth === 0) return 0;
      context.drawImage(video, 0, 0, 64, 36);
      return context.getImageData(0, 0, 64, 36).data.reduce((sum, value, at) => (sum * 31 + value * (at + 1)) % 1_000_003, 7);
    });
  });
}

/** How many tiles reach under the pager. */
const coveredTiles = (page: Page) =>
  page.evaluate(() => {
    const pager = document.querySelector('.mt-pager')!.getBoundingClientRect();
    const tiles = [...document.querySelectorAll('.mt-tile')].map((tile) => tile.getBoundingClientRect());
    return tiles.filter((tile) => tile.bottom > pager.top && tile.top < pager.bottom).length;
  });

test('twenty-five tiles move', async ({ browser }) => {
  const viewport = { width: 1440, height: 900 };
  const page = await enter(browser, account.link('many', { userId: 'ada', moderator: true }), { name: 'Ada', viewport });
  const numbers = Peer.start<{ connected: number }>([process.execPath, crowd, `${server.url}/${account.app}/many`]);
  for (let number = 1; number <= CROWD; number++) {
    numbers.write(account.token({ userId: `number-${number}`, name: `Number ${number}` }));
  }
  await expect.poll(() => numbers.reading()?.connected ?? 0, { timeout: 180_000 }).toBe(CROWD);
  await expect(page.locator('.mt-tile')).toHaveCount(CROWD + 1, { timeout: 60_000 });
  await expect.poll(async () => (await looks(page)).filter((one) => one > 0).length, { timeout: 120_000 }).toBe(CROWD + 1);
  // Every picture is another one than a moment before, and no two are alike.
  let before = await looks(page);
  const moved = new Set<number>();
  await expect
    .poll(
      async () => {
        const now = await looks(page);
        now.forEach((one, at) => one !== before[at] && moved.add(at));
        before = now;
        return moved.size;
      },
      { timeout: 60_000 },
    )
    .toBe(CROWD + 1);
  const pictures = before.filter((one) => one > 0);
  expect(new Set(pictures).size).toBe(CROWD + 1);
  note({ tiles: pictures.length, moving: moved.size });
  await stir(page);
  await look(page, 'tiles', { live: true });
  // On a phone they have pages, and the way to these hides nobody's name.
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(page.locator('.mt-pager')).toHaveText(/1 of [2-9]/);
  await expect.poll(() => coveredTiles(page), { timeout: 60_000 }).toBe(0);
  await numbers.leave();
  await page.context().close();
});
