// A server of its own with one customer, for all tests of a file.
import { test } from '@playwright/test';
import { Account } from './account';
import { Server } from './server';

/** Those of the file that runs; a process runs one at a time. */
export let server: Server;
export let account: Account;

/** Starts them before the tests of the file that calls this, and ends them afterwards. */
export function install(options: () => Promise<string[]> = async () => ['--development']): void {
  test.beforeAll(async ({ browser }) => {
    server = await Server.start(await options());
    account = await Account.create(browser, server);
  });
  test.afterAll(() => server?.stop());
}
