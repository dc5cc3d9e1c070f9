// The sizes of the built page, each against its limit. Takes the folder with the built files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = process.argv[2];
const files = readdirSync(folder);
const sizes = new Map();
function size(name) {
  if (!sizes.has(name)) {
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    sizes.set(name, brotliCompressSync(readFileSync(join(folder, name)), options).length);
  }
  return sizes.get(name);
}
let over = false;
function line(what, bytes, limit) {
  const verdict = bytes > limit ? '   over its limit' : '';
  console.log(`  ${what.padEnd(34)} ${String(bytes).padStart(7)} of ${limit}${verdict}`);
  over ||= bytes > limit;
}
const one = (pattern) => {
  const found = files.find((name) => pattern.test(name));
  if (!found) throw new Error(`no file ${pattern} in ${folder}: build the page first`);
  return found;
};

console.log('Bytes as they travel (brotli)');
line('stylesheet', size(one(/^conclave\..*\.css$/)), 30_000);
line('main program', size(one(/^conclave\.[^.]+\.wasm$/)), 300_000);

// Each page's own part, the parts it shares with others, and all that is fetched beside the main program
// when it is the first page that somebody opens.
const manifest = JSON.parse(readFileSync(join(folder, one(/^__wasm_split_manifest\..*json$/)), 'utf8'));
for (const [page, parts] of Object.entries(manifest)) {
  const names = [...new Set(parts.map((part) => `${part}.wasm`))];
  line(`${page}: own part`, size(names.find((name) => name.startsWith(`split_${page}.`))), 60_000);
  // The style guide shows everything there is, to those who build it.
  const limit = page === 'styleguide' ? 420_000 : 300_000;
  line(`${page}: all parts, first visit`, names.reduce((sum, name) => sum + size(name), 0), limit);
}
const shared = files.filter((name) => name.startsWith('chunk_'));
// What the meeting page and the style guide share: the meeting's own machinery.
line(`largest of ${shared.length} shared parts`, Math.max(...shared.map(size)), 80_000);
process.exitCode = over ? 1 : 0;
