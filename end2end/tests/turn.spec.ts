// Pages that may not, or cannot, send media directly: everything goes through the server's own relay.
import { Browser, expect, Page, test } from '@playwright/test';
import { account, install, server } from '../support/installation';
import { received } from '../support/media';
import { enter, ownEndpoint, THROUGH_THE_SERVER } from '../support/meeting';
import { freeTcpPort } from '../support/server';

install(async () => ['--development', `--turn-listen=127.0.0.1:${await freeTcpPort()}`]);

type Relayed = { policy?: string; candidate?: string; protocol?: string; url?: string };

/** The way that a page's packets take. */
async function way(page: Page): Promise<Relayed> {
  return page.evaluate(async () => {
    const connection = (window as unknown as { peerConnections: RTCPeerConnection[] }).peerConnections.at(-1);
    const stats = [...((await connection?.getStats())?.values() ?? [])];
    const transport = stats.find((stat) => stat.type === 'transport');
    const pair = stats.find((stat) => stat.id === transport?.selectedCandidatePairId);
    const local = stats.find((stat) => stat.id === pair?.localCandidateId);
    return {
      policy: connection?.getConfiguration().iceTransportPolicy,
      candidate: local?.candidateType,
      protocol: local?.relayProtocol,
      url: local?.url,
    };
  });
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(text.match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1]);
}

type Prepare = (page: Page) => Promise<void>;

/** A person of this name joins, with further settings in the address. */
async function join(browser: Browser, room: string, name: string, setting = '', prepare?: Prepare): Promise<Page> {
  const link = account.link(room, { userId: name }) + THROUGH_THE_SERVER + (setting && `&${setting}`);
  return enter(browser, link, { name, prepare });
}

/** A firewall: of the server's addresses only those over TCP are left. */
async function withoutUdp(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration: RTCConfiguration = {}) {
        const iceServers = (configuration.iceServers ?? [])
          .map((server) => ({ ...server, urls: [server.urls].flat().filter((url) => url.endsWith('transport=tcp')) }))
          .filter((server) => server.urls.length > 0);
        super({ ...configuration, iceServers, iceTransportPolicy: 'relay' });
      }
    };
  });
}

/** Both see and hear each other. */
async function together(ada: Page, grace: Page): Promise<void> {
  for (const [page, other] of [
    [ada, await ownEndpoint(grace)],
    [grace, await ownEndpoint(ada)],
  ] as const) {
    await expect.poll(async () => (await received(page))[other]?.frames ?? 0).toBeGreaterThan(10);
    await expect.poll(async () => (await received(page))[other]?.energy ?? 0).toBeGreaterThan(0);
  }
}

test('two pages that are told to use relays only see and hear each other', async ({ browser }) => {
  const ada = await join(browser, 'relayed', 'Ada', 'config.forceTurnRelay=true');
  const grace = await join(browser, 'relayed', 'Grace', 'config.p2p.iceTransportPolicy=%22relay%22');
  await together(ada, grace);
  for (const page of [ada, grace]) {
    expect(await way(page)).toMatchObject({ policy: 'relay', candidate: 'relay', protocol: 'udp' });
  }
  expect(await metric('conclave_turn_allocations')).toBeGreaterThanOrEqual(2);
  expect(await metric('conclave_turn_bytes_to_peers_total')).toBeGreaterThan(10_000);
  expect(await metric('conclave_turn_bytes_to_clients_total')).toBeGreaterThan(10_000);
  expect(await metric('conclave_turn_forbidden_total')).toBe(0);
  for (const page of [ada, grace]) await page.context().close();
});

test('a page from whose network no UDP gets out is reached over TCP', async ({ browser }) => {
  const ada = await join(browser, 'firewall', 'Ada', '', withoutUdp);
  const grace = await join(browser, 'firewall', 'Grace');
  await together(ada, grace);
  expect(await way(ada)).toMatchObject({ candidate: 'relay', protocol: 'tcp' });
  expect((await way(grace)).policy).toBe('all');
  // Browsers try several ways at once.
  expect(await metric('conclave_turn_connections')).toBeGreaterThanOrEqual(1);
  for (const page of [ada, grace]) await page.context().close();
});
