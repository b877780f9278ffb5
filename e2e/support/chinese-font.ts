// Gives the tests' Chromium a Chinese font: the one it is packed with has Latin letters only. The font
// comes as WOFF, which Chromium takes from a page but not from the system, so it is unpacked to a TTF.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const FONT = require.resolve('@fontsource/noto-sans-sc/package.json');
const WEIGHTS = [400, 700] as const;

/**
 * Writes the font and a fontconfig file that names it into a folder.
 * @returns the path for `FONTCONFIG_FILE`
 */
export function installChineseFont(folder: string, otherFonts: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  for (const weight of WEIGHTS) {
    const name = `noto-sans-sc-chinese-simplified-${weight}-normal.woff`;
    const woff = readFileSync(join(dirname(FONT), 'files', name));
    writeFileSync(join(folder, `noto-sans-sc-${weight}.ttf`), woffToSfnt(woff));
  }
  const dirs = [folder, ...otherFonts].map((dir) => `  <dir>${dir}</dir>\n`).join('');
  const config = join(folder, 'fonts.conf');
  writeFileSync(
    config,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${dirs}  <cachedir>${folder}/cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family><family>Noto Sans SC</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
`,
  );
  return config;
}

/** Unpacks a WOFF 1.0 file (https://www.w3.org/TR/WOFF/) to the TrueType or OpenType font that it holds. */
function woffToSfnt(woff: Buffer): Buffer {
  const tableCount = woff.readUInt16BE(12);
  const header = Buffer.alloc(12 + 16 * tableCount);
  const power = 2 ** Math.floor(Math.log2(tableCount));
  woff.copy(header, 0, 4, 8);
  header.writeUInt16BE(tableCount, 4);
  header.writeUInt16BE(power * 16, 6);
  header.writeUInt16BE(Math.log2(power), 8);
  header.writeUInt16BE((tableCount - power) * 16, 10);
  const parts: Buffer[] = [header];
  let at = header.length;
  for (let i = 0; i < tableCount; i++) {
    const entry = 44 + i * 20;
    const offset = woff.readUInt32BE(entry + 4);
    const packed = woff.readUInt32BE(entry + 8);
    const length = woff.readUInt32BE(entry + 12);
    const bytes = woff.subarray(offset, offset + packed);
    const table = packed < length ? inflateSync(bytes) : bytes;
    const record = 12 + i * 16;
    woff.copy(header, record, entry, entry + 4);
    woff.copy(header, record + 4, entry + 16, entry + 20);
    header.writeUInt32BE(at, record + 8);
    header.writeUInt32BE(length, record + 12);
    parts.push(table, Buffer.alloc(-length & 3));
    at += length + (-length & 3);
  }
  return Buffer.concat(parts);
}
