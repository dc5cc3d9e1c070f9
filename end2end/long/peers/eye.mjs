// Counts the pictures that come out of decoders.
import wrtc from '@roamhq/wrtc';

export class Eye {
  frames = 0;
  #last;
  #longest = 0;
  // A sink that nobody holds is collected.
  #sinks = [];

  /** Looks at a receiver's track. */
  see(track) {
    const sink = new wrtc.nonstandard.RTCVideoSink(track);
    sink.onframe = () => {
      this.#pause();
      this.frames += 1;
      this.#last = performance.now();
    };
    this.#sinks.push(sink);
  }

  #pause() {
    if (this.#last !== undefined) this.#longest = Math.max(this.#longest, performance.now() - this.#last);
  }

  /** The longest time without a picture since it was asked last, in milliseconds; it counts from the first one on. */
  gap() {
    this.#pause();
    const longest = this.#longest;
    this.#longest = 0;
    return longest;
  }
}
