// What a person does on the meeting page.
import { expect, Page } from '@playwright/test';

/** Opens the link, types a name on the prejoin page and joins. */
export async function enterMeeting(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  const field = page.getByLabel(/your name|name/i).first();
  await field.fill(name);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page.getByRole('button', { name: /leave/i }).first()).toBeVisible();
}
