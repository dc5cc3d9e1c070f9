// What a person does on the meeting page.
import { Browser, expect, Page } from '@playwright/test';
import { watchMedia } from './media';

/** Opens the link, types a name on the prejoin page and joins. */
export async function enterMeeting(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Leave the meeting' })).toBeVisible();
}

/** Somebody new: a browser of his own, hence a device of his own. */
export interface Person {
  name: string;
  /** How large his window is; 1280 × 800 if it does not matter. */
  viewport?: { width: number; height: number };
  /** What happens to his page before it is opened. */
  prepare?: (page: Page) => Promise<void>;
}

/** A person opens the link in a browser of his own and joins. */
export async function enter(browser: Browser, link: string, person: Person): Promise<Page> {
  const viewport = person.viewport ?? { width: 1280, height: 800 };
  const context = await browser.newContext({ permissions: ['camera', 'microphone'], viewport });
  const page = await context.newPage();
  await watchMedia(page);
  await person.prepare?.(page);
  await enterMeeting(page, link, person.name);
  return page;
}

/** Two pages of ours would talk without the server; with this at the end of their links they do not. */
export const THROUGH_THE_SERVER = '#config.p2p.enabled=false';

/** The id under which others see this page's participant. */
export async function ownEndpoint(page: Page): Promise<string> {
  return (await page.locator('[data-endpoint]').first().getAttribute('data-endpoint')) ?? '';
}

/** The toolbar hides when nobody moves; a person moves the mouse before pressing something. */
export async function stir(page: Page): Promise<void> {
  await page.mouse.move(200 + Math.floor(Math.random() * 100), 300);
  await page.mouse.move(240, 320);
}

/** Presses a button of the meeting. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  // On a busy machine the toolbar may be asleep again before the click arrives.
  await expect(async () => {
    await stir(page);
    await page.getByRole('button', { name, exact: typeof name === 'string' }).first().click({ timeout: 5_000 });
  }).toPass();
}

export async function leave(page: Page): Promise<void> {
  await press(page, 'Leave the meeting');
}
