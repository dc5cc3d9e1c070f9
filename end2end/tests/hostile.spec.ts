// What the server must survive from people who mean no good, while a meeting goes on.
import { expect, test } from '@playwright/test';
import { createSocket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { account, install, server } from '../support/installation';
import { frames, watchMedia } from '../support/media';
import { enterMeeting } from '../support/meeting';

install();

/** Opens a raw WebSocket from a page of ours, sends texts, and returns what came back until it closed, fell silent, or said `until`. */
async function talk(page: import('@playwright/test').Page, room: string, texts: string[], binary = false, until = '') {
  return page.evaluate(
    ({ path, texts, binary, until }) =>
      new Promise<{ messages: Record<string, unknown>[]; closed?: number }>((next) => {
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}${path}`);
        const messages: Record<string, unknown>[] = [];
        let quiet: ReturnType<typeof setTimeout>;
        const done = (closed?: number) => {
          clearTimeout(quiet);
          next({ messages, closed });
        };
        const wait = () => {
          clearTimeout(quiet);
          quiet = setTimeout(() => done(), 3000);
        };
        socket.onopen = () => {
          for (const text of texts) socket.send(binary ? new Blob([text]) : text);
          wait();
        };
        socket.onmessage = (event) => {
          messages.push(JSON.parse(event.data));
          if (until && event.data.includes(until)) done();
          else wait();
        };
        socket.onclose = (event) => done(event.code);
      }),
    { path: `/${account.app}/${room}/signal`, texts, binary, until },
  );
}

const join = (jwt: string, device = 'd1') =>
  JSON.stringify({ type: 'join', version: 1, jwt, device: { id: device }, name: 'Eve', muted: [] });

test('malformed JSON, binary and unknown messages are answered with typed errors', async ({ page }) => {
  await page.goto(server.url);
  const token = account.token({ room: '*' });
  const answers = await talk(page, 'typed', [join(token), '{"type":', '{"type":"dance"}', '{"type":"mute"}']);
  const codes = answers.messages.filter((m) => m.type === 'error').map((m) => m.code);
  expect(answers.messages[0].type).toBe('joined');
  expect(codes).toEqual(['malformed', 'unknown_message', 'malformed']);
  const binary = await talk(page, 'typed', ['\u0000\u0001\u0002'], true);
  expect(binary.messages.map((m) => m.code)).toContain('malformed');
});

test('10,000 messages at once end that connection, an SDP of a megabyte is refused in words, and the others do not notice', async ({ page, context }) => {
  const token = account.token({ room: '*' });
  const calm = [await context.newPage(), await context.newPage()];
  for (const [index, one] of calm.entries()) {
    await watchMedia(one);
    await enterMeeting(one, account.link('flood', { userId: `calm${index}` }), `Calm ${index}`);
  }
  await expect.poll(() => frames(calm[0])).toBeGreaterThan(5);
  await page.goto(server.url);
  const flood = await talk(page, 'flood', [join(token, 'd2'), ...Array(10_000).fill('{"type":"ping","id":1}')]);
  expect(flood.closed).toBe(1008);
  const large = await talk(page, 'flood', [join(token, 'd3'), JSON.stringify({ type: 'offer', sdp: 'v=0\r\n'.padEnd(1 << 20, 'a') })], false, 'too_large');
  expect(large.messages.filter((message) => message.type === 'error').map((message) => message.code)).toContain('too_large');
  const before = await frames(calm[0]);
  await expect.poll(() => frames(calm[0])).toBeGreaterThan(before + 10);
  await expect(calm[0].locator('.mt-banner')).toHaveCount(0);
  for (const one of calm) await one.close();
});

test('garbage on the media port leaves a running call alone', async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const pages = [await context.newPage(), await context.newPage()];
  for (const [index, page] of pages.entries()) {
    await watchMedia(page);
    await enterMeeting(page, account.link('garbage', { userId: `g${index}` }), `Guest ${index}`);
  }
  const seen = () => frames(pages[0]);
  await expect.poll(seen).toBeGreaterThan(5);
  const socket = createSocket('udp4');
  for (let index = 0; index < 20_000; index += 1) {
    const packet = randomBytes(1 + (index % 1400));
    // STUN, DTLS, RTP and RTCP by their first bytes, with nothing sensible after them.
    packet[0] = [0x00, 0x16, 0x80, 0x90, 0xff][index % 5];
    if (packet.length > 1 && index % 5 === 2) packet[1] = [96, 111, 200, 205][index % 4];
    await new Promise<void>((next) => socket.send(packet, server.mediaPort, '127.0.0.1', () => next()));
  }
  socket.close();
  const before = await seen();
  await expect.poll(seen).toBeGreaterThan(before + 20);
  await context.close();
});

test('a token of a megabyte, alg none, HS256 with the public key, and a foreign tenant are refused in words', async ({ page }) => {
  await page.goto(server.url);
  const rule = async (jwt: string) => {
    const { messages } = await talk(page, 'refused', [join(jwt, 'd9')]);
    return messages[0]?.rule ?? messages[0]?.code;
  };
  expect(await rule('a'.repeat(200_000))).toBe('token_too_large');
  expect(await rule('a'.repeat(1_000_000))).toBe('too_large');
  expect(await rule(account.unsigned())).toBe('algorithm_none');
  expect(await rule(account.signedWithPublicKey())).toBe('algorithm_not_allowed');
  expect(await rule(account.token({ sub: 'vpaas-magic-cookie-00000000000000000000000000000000' }))).toBe('subject_wrong');
  expect(await rule(account.token({ exp: 1 }))).toBe('expired');
  expect(await rule(account.token({ room: 'another' }))).toMatch(/^room_/);
});

test('the verdict is there for programs too, and is the same', async ({ request }) => {
  const judge = async (jwt: string) =>
    (await request.post(`${server.url}/v1/tokens/verdict`, { data: { jwt, app: account.app, room: 'typed' } })).json();
  expect((await judge(account.token({ room: '*' }))).outcome.decision).toBe('admitted');
  const refused = await judge(account.token({ room: 'another' }));
  expect(refused.outcome.rule).toMatch(/^room_/);
  expect(refused.outcome.message.length).toBeGreaterThan(20);
  const empty = await request.post(`${server.url}/v1/tokens/verdict`, { data: {} });
  expect(empty.status()).toBe(422);
});
