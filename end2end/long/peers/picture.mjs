// A camera before which something moves: a ground in a colour of its own, a large number, and a bar that wanders.
import wrtc from '@roamhq/wrtc';

/** Digits of 3 × 5 points, a row in three bits. */
const DIGITS = ['75557', '26227', '71747', '71717', '55711', '74717', '74757', '71111', '75757', '75717'];

/** @param {{ width: number, height: number, rate: number, number: number }} camera `rate` in pictures a second */
export function picture({ width, height, rate, number }) {
  const source = new wrtc.nonstandard.RTCVideoSource();
  const ground = still(width, height, number);
  let at = 0;
  setInterval(() => {
    const data = ground.slice();
    bar(data, width, height, at++ * 4);
    source.onFrame({ width, height, data });
  }, 1000 / rate);
  return source.createTrack();
}

/** What does not move, as I420: a plane of brightness and two of colour at half the width and height. */
function still(width, height, number) {
  const data = new Uint8Array((width * height * 3) / 2).fill(90, 0, width * height);
  const plane = (width * height) / 4;
  const angle = number * 2.4;
  data.fill(128 + 50 * Math.cos(angle), width * height, width * height + plane);
  data.fill(128 + 50 * Math.sin(angle), width * height + plane);
  const digits = String(number);
  const point = Math.floor(height / 10);
  const left = Math.floor((width - (digits.length * 4 - 1) * point) / 2);
  [...digits].forEach((digit, place) => {
    [...DIGITS[Number(digit)]].forEach((row, y) => {
      for (let x = 0; x < 3; x++) {
        if (!(Number(row) & (4 >> x))) continue;
        const from = left + (place * 4 + x) * point;
        for (let line = 0; line < point; line++) {
          const start = (Math.floor(height / 4) + y * point + line) * width + from;
          data.fill(235, start, start + point);
        }
      }
    });
  });
  return data;
}

function bar(data, width, height, at) {
  const thick = Math.floor(width / 20);
  const from = at % (width - thick);
  for (let line = Math.floor(height * 0.85); line < height; line++) data.fill(220, line * width + from, line * width + from + thick);
}
