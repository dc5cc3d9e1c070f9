// Starts the real server on free ports with a database of its own.
import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export class Server {
  private process?: ChildProcess;
  private output = '';
  /** It was ended on purpose. */
  private ended = false;

  private constructor(
    readonly url: string,
    readonly port: number,
    readonly mediaPort: number,
    readonly data: string,
    private readonly extra: string[],
    private readonly address: string,
  ) {}

  /** Pages and media are at this address of the machine. */
  static async start(extra: string[] = ['--development'], address = '127.0.0.1'): Promise<Server> {
    const port = await freeTcpPort();
    const server = new Server(
      `http://${address === '127.0.0.1' ? 'localhost' : address}:${port}`,
      port,
      await freeMediaPort(),
      mkdtempSync(join(tmpdir(), 'conclave-test-')),
      extra,
      address,
    );
    await server.up();
    return server;
  }

  /** Starts the process and waits until it serves; returns how long that took in milliseconds. */
  async up(): Promise<number> {
    const started = performance.now();
    this.ended = false;
    this.process = spawn(
      resolve(__dirname, '../../scripts/run'),
      [
        'serve',
        `--listen=${this.address}:${this.port}`,
        `--media-listen=${this.address}:${this.mediaPort}`,
        `--data=${this.data}`,
        ...this.extra,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CONCLAVE_LOG: process.env.CONCLAVE_LOG ?? 'info,sqlx=warn' } },
    );
    this.process.stdout?.on('data', (chunk) => (this.output += chunk));
    this.process.stderr?.on('data', (chunk) => (this.output += chunk));
    const exited = new Promise<never>((_, reject) =>
      this.process?.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${this.output}`))),
    );
    exited.catch(() => undefined);
    await Promise.race([this.serving(), exited]);
    return performance.now() - started;
  }

  private async serving(): Promise<void> {
    for (;;) {
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((next) => setTimeout(next, 20));
    }
  }

  get log(): string {
    return this.output;
  }

  /** Sends the signal and waits for the end of the process. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const process = this.process;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const gone = new Promise((next) => process.once('exit', next));
    this.ended = true;
    process.kill(signal);
    await gone;
  }

  /** Runs another command of the binary on the same data. */
  async command(...args: string[]): Promise<string> {
    const child = spawn(resolve(__dirname, '../../scripts/run'), [...args, `--data=${this.data}`]);
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (text += chunk));
    const code = await new Promise((next) => child.once('exit', next));
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${text}`);
    return text;
  }

  async stop(): Promise<void> {
    const { exitCode = null, signalCode = null } = this.process ?? {};
    const died = !this.ended && (exitCode !== null || signalCode !== null);
    await this.end();
    rmSync(this.data, { recursive: true, force: true });
    // What it did to a test may be gone at the second try, but it is a fault.
    if (died) throw new Error(`the server ended by itself with ${exitCode ?? signalCode}:\n${this.output.slice(-10_000)}`);
  }
}

/** Media takes the same port on UDP and on TCP. */
async function freeMediaPort(): Promise<number> {
  for (;;) {
    const port = await freeUdpPort();
    const both = await freeTcpPort(port).catch(() => undefined);
    if (both) return both;
  }
}

export async function freeTcpPort(wanted = 0): Promise<number> {
  return new Promise((next, fail) => {
    const server = createServer().once('error', fail);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => next(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function freeUdpPort(): Promise<number> {
  return new Promise((next, fail) => {
    const socket = createSocket('udp4').once('error', fail);
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => next(port));
    });
  });
}
