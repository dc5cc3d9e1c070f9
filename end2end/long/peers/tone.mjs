// A microphone that hears a tone.
import wrtc from '@roamhq/wrtc';

const RATE = 48_000;
/** What the library takes at a time: 10 ms. */
const BLOCK = RATE / 100;

/** A track with a sine of this pitch, a tenth as loud as can be. */
export function tone(pitch = 440) {
  const source = new wrtc.nonstandard.RTCAudioSource();
  const begun = performance.now();
  let blocks = 0;
  setInterval(() => {
    // As many as are due: timers come late, sound must not.
    for (; blocks * 10 < performance.now() - begun; blocks++) {
      const samples = Int16Array.from({ length: BLOCK }, (_, at) => {
        return 3276 * Math.sin((2 * Math.PI * pitch * (blocks * BLOCK + at)) / RATE);
      });
      source.onData({ samples, sampleRate: RATE, bitsPerSample: 16, channelCount: 1, numberOfFrames: BLOCK });
    }
  }, 10);
  return source.createTrack();
}
