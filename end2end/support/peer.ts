// Participants that are no browser: programs of their own (`long/peers`) that tell what they receive, a line of JSON
// a second.
import { ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Reading } from './call';

export class Peer<Told = Reading> {
  private newest?: Told;
  private failure?: Error;

  private constructor(private readonly process: ChildProcess) {
    createInterface({ input: process.stdout! }).on('line', (line) => (this.newest = JSON.parse(line) as Told));
    process.once('error', (error) => (this.failure = error));
    process.once('exit', (code, signal) => (this.failure ??= new Error(`the participant ended with ${code ?? signal}`)));
  }

  /** Starts a program; it is told the token where no list of processes shows it. */
  static start<Told = Reading>([program, ...words]: string[], jwt?: string): Peer<Told> {
    return new Peer(spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, JWT: jwt } }));
  }

  /** What it told last; nothing yet while it starts. */
  reading(): Told | undefined {
    if (this.failure) throw this.failure;
    return this.newest;
  }

  /** Writes a line to its standard input. */
  write(line: string): void {
    this.process.stdin!.write(`${line}\n`);
  }

  /** Has it leave, and waits for that. */
  async leave(): Promise<void> {
    this.process.removeAllListeners('exit');
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((next) => this.process.once('exit', next));
    this.process.stdin!.end();
    await gone;
  }
}
