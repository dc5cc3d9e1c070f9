// What moderators may do, what others may not, and what each of them sees.
import { Browser, expect, Page, test } from '@playwright/test';
import { Account } from '../support/account';
import { look } from '../support/look';
import { enterMeeting } from '../support/meeting';
import { watchMedia } from '../support/media';
import { Server } from '../support/server';

let server: Server;
let account: Account;

test.beforeAll(async ({ browser }) => {
  server = await Server.start();
  account = await Account.create(browser, server);
});
test.afterAll(() => server.stop());

async function enter(browser: Browser, room: string, name: string, moderator: boolean): Promise<Page> {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'], viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await watchMedia(page);
  await enterMeeting(page, account.link(room, { userId: name, moderator }), name);
  return page;
}

test('a moderator mutes and removes somebody; a guest sees no such buttons', async ({ browser }) => {
  const moderator = await enter(browser, 'moderated', 'Ada', true);
  const guest = await enter(browser, 'moderated', 'Grace', false);
  await guest.getByRole('button', { name: /^People/ }).click();
  await expect(guest.getByRole('button', { name: 'Mute Ada' })).toHaveCount(0);
  await expect(guest.getByRole('button', { name: 'Remove Ada' })).toHaveCount(0);

  await moderator.getByRole('button', { name: /^People/ }).click();
  await look(moderator, 'people', { themes: ['dark'] });
  await moderator.getByRole('button', { name: 'Mute Grace' }).click();
  await expect(guest.getByRole('button', { name: 'Turn microphone on' })).toBeVisible();
  await expect(guest.getByText(/muted/i).first()).toBeVisible();

  await moderator.getByRole('button', { name: 'Remove Grace' }).click();
  await moderator.getByRole('group', { name: 'Confirm' }).getByRole('button', { name: 'Remove' }).click();
  await expect(guest.getByText(/removed/i).first()).toBeVisible();
  await expect(guest.getByRole('button', { name: 'Leave the meeting' })).toHaveCount(0);
  await look(guest, 'removed');
  await moderator.context().close();
  await guest.context().close();
});

test('microphone, camera and layout switches say what they do and others see it', async ({ browser }) => {
  const ada = await enter(browser, 'switches', 'Ada', false);
  const grace = await enter(browser, 'switches', 'Grace', false);
  await ada.getByRole('button', { name: 'Turn camera off' }).click();
  await expect(ada.getByRole('button', { name: 'Turn camera on' })).toBeVisible();
  await grace.getByRole('button', { name: /^People/ }).click();
  await expect(grace.getByLabel('Camera off')).toHaveCount(1);
  await ada.getByRole('button', { name: 'Turn camera on' }).click();
  await expect(grace.getByLabel('Camera off')).toHaveCount(0);
  await ada.keyboard.press('t');
  await expect(ada.getByRole('button', { name: 'Stage view' })).toHaveAttribute('aria-pressed', 'true');
  await look(ada, 'stage', { themes: ['dark'] });
  await ada.context().close();
  await grace.context().close();
});

test('the prejoin page shows the picture, the devices and one button', async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.goto(account.link('prejoin'));
  await expect(page.getByRole('button', { name: 'Join', exact: true })).toBeVisible();
  await expect(page.getByLabel("Your camera's picture")).toBeVisible();
  await look(page, 'prejoin');
  // The token does not stay in the address.
  expect(page.url()).not.toContain('jwt=');
  await context.close();
});
