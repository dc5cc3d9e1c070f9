// Adds up the energy of the sound that comes out of decoders, as totalAudioEnergy of the browsers' statistics does.
import wrtc from '@roamhq/wrtc';

export class Ear {
  energy = 0;
  #sinks = [];

  /** Listens to a receiver's track. */
  hear(track) {
    const sink = new wrtc.nonstandard.RTCAudioSink(track);
    sink.ondata = ({ samples, sampleRate, channelCount }) => {
      let squares = 0;
      for (const sample of samples) squares += (sample / 32768) ** 2;
      this.energy += squares / (sampleRate * channelCount);
    };
    this.#sinks.push(sink);
  }
}
