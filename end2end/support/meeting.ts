// What a person does on the meeting page.
import { expect, Page } from '@playwright/test';

/** Opens the link, types a name on the prejoin page and joins. */
export async function enterMeeting(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Leave the meeting' })).toBeVisible();
}

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
  await stir(page);
  await page.getByRole('button', { name, exact: typeof name === 'string' }).first().click();
}

export async function leave(page: Page): Promise<void> {
  await press(page, 'Leave the meeting');
}
