// One participant on libwebrtc without a browser: `JWT=… node wrtc.mjs <address of the meeting> <name>`.
// Sends a tone and a moving picture in three encodings, shows and hears everybody, and writes what came as one line
// of JSON a second. It leaves when its standard input ends.
import { Participant } from './participant.mjs';
import { picture } from './picture.mjs';
import { tone } from './tone.mjs';

const [address, name] = process.argv.slice(2);
const participant = await Participant.enter(
  address,
  { jwt: process.env.JWT, name },
  {
    microphone: tone(),
    camera: picture({ width: 640, height: 360, rate: 15, number: 1 }),
    encodings: [
      { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
      { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
      { rid: 'f', maxBitrate: 1_700_000 },
    ],
    shows: 360,
  },
);
setInterval(async () => console.log(JSON.stringify(await participant.reading())), 1000);
process.stdin.resume().on('end', () => {
  participant.leave();
  process.exit(0);
});
