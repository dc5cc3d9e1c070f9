// What moderators may do, what others may not, and what each of them sees.
import { Browser, expect, Page, test } from '@playwright/test';
import { account, install } from '../support/installation';
import { look } from '../support/look';
import { enter, press } from '../support/meeting';

install();

/** A person of this name joins. */
async function join(browser: Browser, room: string, name: string, moderator: boolean): Promise<Page> {
  return enter(browser, account.link(room, { userId: name, moderator }), { name });
}

test('a moderator mutes and removes somebody; a guest sees no such buttons', async ({ browser }) => {
  const moderator = await join(browser, 'moderated', 'Ada', true);
  const guest = await join(browser, 'moderated', 'Grace', false);
  await press(guest, /^People/);
  await expect(guest.locator('[data-person]')).toHaveCount(2);
  await expect(guest.getByRole('button', { name: 'Mute Ada' })).toHaveCount(0);
  await expect(guest.getByRole('button', { name: 'Remove Ada' })).toHaveCount(0);

  await press(moderator, /^People/);
  await expect(moderator.getByRole('button', { name: 'Remove Grace' })).toBeVisible();
  await look(moderator, 'people', { themes: ['dark'], live: true });
  await press(moderator, 'Mute Grace');
  await expect(guest.getByRole('button', { name: 'Microphone', exact: true })).toHaveAttribute('aria-pressed', 'false');
  await expect(guest.getByRole('log').getByText(/muted/i)).toBeVisible();

  await press(moderator, 'Remove Grace');
  await moderator.getByRole('group', { name: 'Confirm' }).getByRole('button', { name: 'Remove' }).click();
  await expect(guest.getByText('A moderator removed you from the meeting')).toBeVisible();
  await expect(guest.getByRole('button', { name: 'Leave the meeting' })).toHaveCount(0);
  await expect(moderator.locator('.mt-tile')).toHaveCount(1);
  await look(guest, 'removed');
  await moderator.context().close();
  await guest.context().close();
});

test('microphone, camera and layout switches say what they do and others see it', async ({ browser }) => {
  const ada = await join(browser, 'switches', 'Ada', false);
  const grace = await join(browser, 'switches', 'Grace', false);
  await press(grace, /^People/);
  const line = grace.locator('[data-person]').filter({ hasText: 'Ada' });
  await expect(line.getByLabel('Camera on')).toHaveCount(1);
  await press(ada, 'Camera');
  await expect(ada.getByRole('button', { name: 'Camera', exact: true })).toHaveAttribute('aria-pressed', 'false');
  await expect(line.getByLabel('Camera off')).toHaveCount(1);
  await press(ada, 'Camera');
  await expect(line.getByLabel('Camera on')).toHaveCount(1);
  await press(ada, 'Microphone');
  await expect(line.getByLabel('Microphone off')).toHaveCount(1);
  await ada.keyboard.press('t');
  await expect(ada.getByRole('button', { name: 'Stage view' })).toHaveAttribute('aria-pressed', 'true');
  await look(ada, 'stage', { themes: ['dark'], live: true });
  await ada.context().close();
  await grace.context().close();
});

test('a meeting has nothing for axe to find', async ({ browser }) => {
  const ada = await join(browser, 'quiet', 'Ada', true);
  await press(ada, 'Camera');
  await look(ada, 'alone');
  await press(ada, /^People/);
  await look(ada, 'alone-people');
  await ada.keyboard.press('Escape');
  // The focus is back on the button that opened the panel.
  await expect(ada.getByRole('button', { name: /^People/ })).toBeFocused();
  await press(ada, 'Settings');
  await look(ada, 'alone-settings');
  // Who dictates can switch the letters off.
  await ada.getByRole('switch', { name: /single letters/i }).uncheck();
  await ada.keyboard.press('Escape');
  await ada.keyboard.press('m');
  await expect(ada.getByRole('button', { name: 'Microphone', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await ada.context().close();
});

test('the prejoin page shows the picture, the devices and one button', async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.goto(account.link('prejoin'));
  await expect(page.getByRole('button', { name: 'Join', exact: true })).toBeEnabled();
  await expect(page.getByLabel("Your camera's picture")).toBeVisible();
  await expect.poll(() => page.getByLabel("Your camera's picture").evaluate((v: HTMLVideoElement) => v.videoWidth)).toBeGreaterThan(0);
  await look(page, 'prejoin');
  // The token does not stay in the address.
  expect(page.url()).not.toContain('jwt=');
  await context.close();
});
