// The message connection of a meeting: a WebSocket at /{AppID}/{room}/signal that carries JSON objects with a
// `type`, either way. What they may be: crates/signal/src/{client,server}.rs.
import { EventEmitter, once } from 'node:events';
import WebSocket from 'ws';

/** The version of the messages that this client speaks. */
const VERSION = 1;
/** A connection that says nothing for long is taken for broken; in milliseconds. */
const PING_EVERY = 10_000;

/** Emits every message of the server under its type, and `close` with the code of RFC 6455 and ours. */
export class Signal extends EventEmitter {
  #socket;
  #pings;

  /**
   * Asks to be let in; `joined` or `refused` is emitted next.
   * @param {string} address of the meeting's page, as in http://localhost:8080/{AppID}/{room}
   * @param {{ jwt: string, name: string, device: string, muted?: string[] }} who `device` is what active users are counted by
   */
  static async open(address, { jwt, name, device, muted = ['screen', 'screen_audio'] }) {
    const signal = new Signal();
    signal.#socket = new WebSocket(`${address.replace(/^http/, 'ws')}/signal`);
    await once(signal.#socket, 'open');
    signal.#socket.on('message', (text) => {
      const message = JSON.parse(text);
      signal.emit(message.type, message);
    });
    signal.#socket.on('close', (code) => {
      clearInterval(signal.#pings);
      signal.emit('close', code);
    });
    // Whoever connects says who he is within seconds, in the first message.
    signal.say({ type: 'join', version: VERSION, jwt, name, device: { id: device }, muted });
    let pings = 0;
    signal.#pings = setInterval(() => signal.say({ type: 'ping', id: ++pings }), PING_EVERY);
    return signal;
  }

  say(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Leaves for good; a connection that breaks without this may come back within half a minute. */
  leave() {
    this.say({ type: 'leave' });
    this.#socket.close();
  }
}
