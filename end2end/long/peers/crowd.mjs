// Many participants in one process: `node crowd.mjs <address of the meeting>`. Standard input has a token a line; each
// is one participant, who is called by his number, sends a small picture with it, and shows nobody. The first three
// make a sound. A line of JSON a second tells how many are connected. They leave when standard input ends.
import { createInterface } from 'node:readline';
import { Participant } from './participant.mjs';
import { picture } from './picture.mjs';
import { tone } from './tone.mjs';

const [address] = process.argv.slice(2);
const crowd = [];
setInterval(() => {
  const connected = crowd.filter(({ states }) => states.at(-1) === 'connected').length;
  console.log(JSON.stringify({ connected }));
}, 1000);
for await (const jwt of createInterface({ input: process.stdin })) {
  const number = crowd.length + 1;
  const camera = picture({ width: 320, height: 180, rate: 10, number });
  const microphone = number <= 3 ? tone(220 * number) : undefined;
  crowd.push(await Participant.enter(address, { jwt, name: `Number ${number}` }, { camera, microphone }));
}
crowd.forEach((participant) => participant.leave());
process.exit(0);
