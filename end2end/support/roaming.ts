// A browser that can change its network: it lives in a network namespace of its own, which two ways lead out of, and
// the server is at the far end of both.
import { Browser, chromium } from '@playwright/test';
import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the server is, whichever way one comes. */
export const SERVER = '10.9.0.1';

/** The networks, by the beginning of their addresses. */
export const WAYS = { wifi: '10.1.0', mobile: '10.2.0' };
export type WayName = keyof typeof WAYS;

const ip = (...words: string[]) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'inherit'] });

export class Roaming {
  private readonly folder = mkdtempSync(join(tmpdir(), 'conclave-roaming-'));

  private constructor(
    private readonly holder: ChildProcess,
    private readonly names: string[],
  ) {}

  /** Makes the namespace with both ways, of which only these are up. Needs a namespace around (`scripts/enclosed`). */
  static async make(up: WayName[]): Promise<Roaming> {
    // A namespace lives as long as a process in it.
    const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo ready; read -r _'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((next) => holder.stdout!.once('data', next));
    const names = Object.keys(WAYS).map((name) => `to-${name}`);
    const roaming = new Roaming(holder, names);
    ip('addr', 'replace', `${SERVER}/32`, 'dev', 'lo');
    roaming.inside('link', 'set', 'lo', 'up');
    for (const [name, net] of Object.entries(WAYS)) {
      ip('link', 'add', `to-${name}`, 'type', 'veth', 'peer', 'name', name, 'netns', String(holder.pid));
      ip('addr', 'add', `${net}.1/24`, 'dev', `to-${name}`);
      ip('link', 'set', `to-${name}`, 'up');
      if (up.includes(name as WayName)) roaming.up(name as WayName);
    }
    return roaming;
  }

  private inside(...words: string[]): void {
    execFileSync('nsenter', [`--net=/proc/${this.holder.pid}/ns/net`, 'ip', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  /** A network is there: the browser gets an address, and a route that is worse than those it has. */
  up(name: WayName): void {
    this.inside('addr', 'replace', `${WAYS[name]}.2/24`, 'dev', name);
    this.inside('link', 'set', name, 'up');
    const metric = String(100 + Object.keys(WAYS).indexOf(name));
    this.inside('route', 'replace', 'default', 'via', `${WAYS[name]}.1`, 'metric', metric);
  }

  /** A network is gone, with the address and the route that it gave. */
  down(name: WayName): void {
    this.inside('link', 'set', name, 'down');
    this.inside('addr', 'flush', 'dev', name);
  }

  /** Starts a browser in there, which takes the server's plain address for a safe one. */
  async browser(url: string, args: string[]): Promise<Browser> {
    const program = join(this.folder, 'chromium');
    const real = process.env.CHROMIUM ?? '/usr/bin/chromium';
    writeFileSync(program, `#!/bin/sh\nexec nsenter --net=/proc/${this.holder.pid}/ns/net ${real} "$@"\n`, { mode: 0o755 });
    return chromium.launch({ executablePath: program, args: [...args, `--unsafely-treat-insecure-origin-as-secure=${url}`] });
  }

  async end(): Promise<void> {
    // Before the namespace is gone, because it takes the other ends with it in its own time.
    for (const name of this.names) ip('link', 'del', name);
    const gone = new Promise((next) => this.holder.once('exit', next));
    this.holder.stdin!.end();
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
