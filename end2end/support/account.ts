// A customer of the server under test: signs up through the pages, uploads a public key, signs tokens with
// Node's own crypto, which is another implementation than the one that judges them.
import { Browser, expect, Page } from '@playwright/test';
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { Server } from './server';

export type Claims = {
  userId?: string;
  name?: string;
  moderator?: boolean;
  room?: string;
  sub?: string;
  exp?: number;
  features?: Record<string, boolean>;
};

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export class Account {
  app = '';
  kid = '';

  private constructor(
    private readonly server: Server,
    readonly email: string,
    readonly password: string,
    private readonly privateKey: string,
    readonly publicKey: string,
  ) {}

  static async create(browser: Browser, server: Server, email = 'ada@example.com'): Promise<Account> {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const account = new Account(server, email, 'a long enough phrase', privateKey, publicKey);
    const page = await browser.newPage();
    await account.signUp(page);
    await account.addKey(page);
    await page.context().close();
    return account;
  }

  /** Signs up, follows the link of the mail and confirms; ends logged in. */
  async signUp(page: Page): Promise<void> {
    await page.goto(`${this.server.url}/sign-up`);
    await page.getByLabel('Organisation').fill('Analytical Engines');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail').fill(this.email);
    await page.getByLabel('Password', { exact: true }).fill(this.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('heading', { name: /check your mail/i })).toBeVisible();
    await page.goto(`${this.server.url}/mailbox`);
    await page.getByRole('link', { name: /\/verify/ }).first().click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page).toHaveURL(/\/console/);
  }

  async logIn(page: Page): Promise<void> {
    await page.goto(`${this.server.url}/log-in`);
    await page.getByLabel('E-mail').fill(this.email);
    await page.getByLabel('Password', { exact: true }).fill(this.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page).toHaveURL(/\/console/);
  }

  /** Pastes the public key and reads the kid from the table. */
  async addKey(page: Page): Promise<void> {
    await page.goto(`${this.server.url}/console/keys/new?own`);
    await page.getByLabel('Public key', { exact: true }).fill(this.publicKey);
    await page.getByRole('button', { name: 'Add key' }).click();
    await expect(page.getByText('Key added')).toBeVisible();
    const text = await page.locator('main').innerText();
    this.kid = text.match(/vpaas-magic-cookie-[0-9a-f]{32}\/[0-9a-f]{6}/)?.[0] ?? '';
    this.app = this.kid.split('/')[0];
    expect(this.kid).not.toBe('');
  }

  private claims(claims: Claims) {
    return {
      aud: 'jitsi',
      iss: 'chat',
      sub: claims.sub ?? this.app,
      room: claims.room ?? '*',
      exp: claims.exp ?? Math.floor(Date.now() / 1000) + 3600,
      context: {
        user: {
          id: claims.userId ?? 'user-1',
          name: claims.name ?? 'Grace',
          email: 'grace@example.com',
          moderator: claims.moderator ?? false,
        },
        features: claims.features ?? {},
      },
    };
  }

  token(claims: Claims = {}): string {
    const text = `${encode({ alg: 'RS256', typ: 'JWT', kid: this.kid })}.${encode(this.claims(claims))}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(this.privateKey, 'base64url')}`;
  }

  unsigned(): string {
    return `${encode({ alg: 'none', typ: 'JWT', kid: this.kid })}.${encode(this.claims({}))}.`;
  }

  signedWithPublicKey(): string {
    const text = `${encode({ alg: 'HS256', typ: 'JWT', kid: this.kid })}.${encode(this.claims({}))}`;
    return `${text}.${createHmac('sha256', this.publicKey).update(text).digest('base64url')}`;
  }

  link(room: string, claims: Claims = {}): string {
    return `${this.server.url}/${this.app}/${room}?jwt=${this.token({ ...claims })}`;
  }
}
