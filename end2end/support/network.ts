// A bad network between a page and the server: the page is told the port of a program that forwards its packets as
// a simulated way would.
import { ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Page } from '@playwright/test';
import { Server } from './server';

export class Way {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
  ) {}

  /** Names and what they do: `crates/netsim/src/ways.rs`. */
  static async start(server: Server, name: string): Promise<Way> {
    const program = resolve(process.env.CARGO_TARGET_DIR ?? resolve(__dirname, '../../target'), 'release/way');
    const child = spawn(program, ['127.0.0.1:0', `127.0.0.1:${server.mediaPort}`, name], { stdio: ['pipe', 'pipe', 'inherit'] });
    const address = await new Promise<string>((next, fail) => {
      child.stdout!.once('data', (line) => next(String(line).trim()));
      child.once('error', fail);
      child.once('exit', (code) => fail(new Error(`the way ended with ${code}`)));
    });
    return new Way(child, Number(address.split(':')[1]));
  }

  /** Leads all media of a page this way. Call before the page is opened. */
  async lead(page: Page, server: Server): Promise<void> {
    await page.addInitScript(
      ([from, to]) => {
        type Take = (this: RTCPeerConnection, description: RTCSessionDescriptionInit) => Promise<void>;
        const take: Take = RTCPeerConnection.prototype.setRemoteDescription;
        RTCPeerConnection.prototype.setRemoteDescription = function (description) {
          const lines = (description.sdp ?? '').split('\r\n').filter((line) => !/^a=candidate:.* tcp /.test(line));
          const sdp = lines.map((line) => (line.startsWith('a=candidate:') ? line.replace(` ${from} typ`, ` ${to} typ`) : line));
          return take.call(this, { type: description.type, sdp: sdp.join('\r\n') } as RTCSessionDescriptionInit);
        } as Take;
      },
      [server.mediaPort, this.port],
    );
  }

  end(): void {
    this.process.removeAllListeners('exit');
    this.process.stdin!.end();
  }
}
