// A participant of a meeting on libwebrtc without a browser (@roamhq/wrtc): one peer connection with a fixed set of
// senders and receivers and one offer. Nothing is added to it later; the server changes what receivers carry.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import wrtc from '@roamhq/wrtc';
import { Ear } from './ear.mjs';
import { Eye } from './eye.mjs';
import { Signal } from './signal.mjs';

const { RTCPeerConnection, RTCRtpReceiver } = wrtc;

export class Participant {
  /** Every state of the connection so far. */
  states = [];
  eye = new Eye();
  ear = new Ear();
  #signal;
  #connection;
  /** Who else sends a picture. */
  #others = new Set();
  #shown;

  /**
   * Joins and offers; does not wait for media.
   * @param {string} address of the meeting's page
   * @param {object} who `jwt` and `name`
   * @param {object} what he sends and shows: tracks `microphone` and `camera`, either may be missing; `encodings` of
   *   the camera, the smallest first, if there are several; `shows`, how high in pixels he shows the others, 0 for not
   */
  static async enter(address, { jwt, name }, { microphone, camera, encodings, shows = 0 }) {
    const muted = ['screen', 'screen_audio'];
    if (!microphone) muted.push('microphone');
    if (!camera) muted.push('camera');
    const participant = new Participant();
    participant.#shown = shows;
    const signal = await Signal.open(address, { jwt, name, device: randomUUID(), muted });
    participant.#signal = signal;
    signal.on('refused', ({ message }) => signal.emit('error', new Error(message)));
    signal.on('error', (error) => {
      throw error instanceof Error ? error : new Error(error.message);
    });
    const [joined] = await once(signal, 'joined');
    participant.#follow(joined);
    const connection = participant.#build(joined.slots, { microphone, camera, encodings });
    const offer = await connection.createOffer();
    await connection.setLocalDescription(offer);
    // The server finds out where the client is by the checks that it sends, so no candidate needs to be told.
    signal.say({ type: 'offer', sdp: offer.sdp });
    const [{ sdp }] = await once(signal, 'answer');
    await connection.setRemoteDescription({ type: 'answer', sdp });
    participant.#view();
    return participant;
  }

  /** The m-lines in the order of the plan: four that send, then receivers for voices, then those for pictures. */
  #build(slots, { microphone, camera, encodings }) {
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.#connection = connection;
    // It may be told of one state twice.
    connection.onconnectionstatechange = () => {
      if (this.states.at(-1) !== connection.connectionState) this.states.push(connection.connectionState);
    };
    const add = (kind, direction, track, sendEncodings) => {
      const transceiver = connection.addTransceiver(track ?? kind, { direction, ...(sendEncodings && { sendEncodings }) });
      const wanted = kind === 'video' ? /^video\/(vp8|rtx)$/i : /^audio\/(opus|red)$/i;
      // One `rtx` stands for all of them; a payload type means the same on all m-lines.
      transceiver.setCodecPreferences(RTCRtpReceiver.getCapabilities(kind).codecs.filter((codec) => wanted.test(codec.mimeType)));
      return transceiver;
    };
    add('audio', 'sendonly', microphone);
    // The message `layers` says how many encodings somebody shows; this library cannot switch off the others, as its
    // setParameters fails with InvalidStateError, so they are all sent.
    add('video', 'sendonly', camera, encodings);
    add('video', 'sendonly'); // screen
    add('audio', 'sendonly'); // its sound
    for (let slot = 0; slot < slots.audio; slot++) this.ear.hear(add('audio', 'recvonly').receiver.track);
    for (let slot = 0; slot < slots.video; slot++) this.eye.see(add('video', 'recvonly').receiver.track);
    return connection;
  }

  /** Keeps account of who sends a picture, and asks for it. */
  #follow({ me, participants }) {
    const take = ({ endpoint, live }) => {
      if (endpoint === me || !live) return;
      if (live.includes('camera')) this.#others.add(endpoint);
      else this.#others.delete(endpoint);
    };
    participants.forEach(take);
    const signal = this.#signal;
    signal.on('participant_joined', ({ participant }) => this.#view(take(participant)));
    signal.on('participant_changed', ({ endpoint, change }) => this.#view(take({ endpoint, live: change.live })));
    signal.on('participant_left', ({ endpoint }) => this.#view(this.#others.delete(endpoint)));
  }

  /** Says what is shown: one entry a video receiver. The server sends that and no more. */
  #view() {
    if (this.#shown === 0) return;
    const slots = [...this.#others].slice(0, 25).map((endpoint) => ({ source: `${endpoint}-v0`, height: this.#shown }));
    this.#signal.say({ type: 'view', slots });
  }

  /** What came so far. `gap` is the longest time without a picture since it was asked last, in milliseconds. */
  async reading() {
    let received = 0;
    let lost = 0;
    for (const stat of (await this.#connection.getStats()).values()) {
      if (stat.type !== 'inbound-rtp') continue;
      received += stat.packetsReceived ?? 0;
      lost += stat.packetsLost ?? 0;
    }
    return { states: this.states, frames: this.eye.frames, gap: this.eye.gap(), energy: this.ear.energy, received, lost };
  }

  leave() {
    this.#signal.leave();
    this.#connection.close();
  }
}
