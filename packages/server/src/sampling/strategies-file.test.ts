import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StrategiesFile } from './strategies-file.ts';

let folder: string;
let path: string;
let reloads: string[];
let logged: string[];
const files: StrategiesFile[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clew-strategies-'));
  path = join(folder, 'strategies.json');
  reloads = [];
  logged = [];
});
afterEach(async () => {
  for (const file of files.splice(0)) await file.close();
  rmSync(folder, { recursive: true });
});

const ratio = (param: number): string =>
  JSON.stringify({ default_strategy: { type: 'probabilistic', param } });

/** Opens the file; unless said otherwise it is looked at only when the test asks. */
async function opened(checkMillis = 1e6): Promise<StrategiesFile> {
  const stream = { write: (line: string) => void logged.push(JSON.parse(line).msg) };
  const onReload = (result: string): void => void reloads.push(result);
  const file = await StrategiesFile.open(path, {
    logger: pino({}, stream),
    onReload,
    checkMillis,
  });
  files.push(file);
  return file;
}

const rateOf = (file: StrategiesFile) =>
  file.current.of('shop').probabilisticSampling?.samplingRate;

describe('a file that changes counts at once', () => {
  test('when it is written over', async () => {
    writeFileSync(path, ratio(0.25));
    const file = await opened();
    expect(rateOf(file)).toBe(0.25);
    writeFileSync(path, ratio(0.75));
    await file.check();
    expect([rateOf(file), reloads]).toEqual([0.75, ['ok']]);
  });

  test('when another one takes its name', async () => {
    writeFileSync(path, ratio(0.25));
    const file = await opened();
    writeFileSync(`${path}.new`, ratio(0.75));
    renameSync(`${path}.new`, path);
    await file.check();
    expect([rateOf(file), reloads]).toEqual([0.75, ['ok']]);
  });

  test('when the folder that a link leads to is exchanged, as Kubernetes does', async () => {
    for (const [version, rate] of [
      ['..1', 0.25],
      ['..2', 0.75],
    ] as const) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'strategies.json'), ratio(rate));
    }
    symlinkSync('..1', join(folder, '..data'));
    symlinkSync(join('..data', 'strategies.json'), path);
    const file = await opened();
    expect(rateOf(file)).toBe(0.25);
    symlinkSync('..2', join(folder, '..next'));
    renameSync(join(folder, '..next'), join(folder, '..data'));
    await file.check();
    expect([rateOf(file), reloads]).toEqual([0.75, ['ok']]);
  });

  test('without being asked', async () => {
    writeFileSync(path, ratio(0.25));
    const file = await opened(5);
    writeFileSync(path, ratio(0.75));
    await expect.poll(() => rateOf(file)).toBe(0.75);
  });
});

test('a file that is written again with the same content is no change', async () => {
  writeFileSync(path, ratio(0.25));
  const file = await opened();
  writeFileSync(path, ratio(0.25));
  await file.check();
  await file.check();
  expect(reloads).toEqual([]);
});

describe('what can not be used leaves what counted, and is counted and logged once', () => {
  test.each<[string, () => void]>([
    ['no JSON', () => writeFileSync(path, '{')],
    ['nothing', () => writeFileSync(path, '')],
    ['a bad strategy', () => writeFileSync(path, ratio(7))],
    ['too much', () => writeFileSync(path, Buffer.alloc(17 * 2 ** 20, ' '))],
    ['no file', () => rmSync(path)],
    [
      'a directory',
      () => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('%s', async (_what, damage) => {
    writeFileSync(path, ratio(0.25));
    const file = await opened();
    damage();
    for (let i = 0; i < 3; i++) await file.check();
    expect([rateOf(file), reloads]).toEqual([0.25, ['failed']]);
    expect(logged).toEqual([
      "the changed sampling strategies can't be used; those from before count",
    ]);
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, ratio(0.5));
    await file.check();
    expect(rateOf(file)).toBe(0.5);
    expect(reloads.at(-1)).toBe('ok');
  });
});

describe('a file that can not be used at the start is an error that names it and says why', () => {
  test.each<[string, () => void, RegExp]>([
    ['no file', () => {}, /there is no such file; mend the file/],
    ['a directory', () => mkdirSync(path), /it is a directory/],
    ['no JSON', () => writeFileSync(path, '{'), /it is not JSON: .*line 1 column 2/],
    ['a bad strategy', () => writeFileSync(path, ratio(7)), /default_strategy\.param must be/],
  ])('%s', async (_what, make, message) => {
    make();
    await expect(opened()).rejects.toThrow(message);
    await expect(opened()).rejects.toThrow(`the sampling strategies in ${path} can't be used: `);
  });
});
