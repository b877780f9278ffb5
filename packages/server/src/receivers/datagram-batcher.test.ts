import { expect, test } from 'vitest';
import { DatagramBatcher, type DatagramChunk } from './datagram-batcher.ts';

function batcherOf(maxChunks: number, maxPosted: number) {
  const posted: DatagramChunk[] = [];
  const bounds = { chunkBytes: 10, maxChunks, maxPosted };
  const batcher = new DatagramBatcher(bounds, (chunk) => posted.push(chunk));
  return { batcher, posted };
}

function contents({ buffer, lengths, dropped }: DatagramChunk): object {
  let at = 0;
  const datagrams = [...lengths].map((length) => {
    at += length;
    return Buffer.from(buffer, at - length, length).toString();
  });
  return { datagrams, dropped };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('datagrams that come together go together, in order', () => {
  const { batcher, posted } = batcherOf(4, 2);
  for (const text of ['abc', '', 'de']) batcher.add(bytes(text));
  expect(posted).toEqual([]);
  batcher.flush();
  expect(posted.map(contents)).toEqual([{ datagrams: ['abc', '', 'de'], dropped: 0 }]);
});

test('a full buffer goes at once', () => {
  const { batcher, posted } = batcherOf(4, 2);
  for (const text of ['abcdef', 'ghij', 'k']) batcher.add(bytes(text));
  expect(posted.map(contents)).toEqual([{ datagrams: ['abcdef', 'ghij'], dropped: 0 }]);
});

test('what comes while the other side is busy waits, and beyond the bound it is dropped and counted', () => {
  const { batcher, posted } = batcherOf(3, 1);
  for (const text of ['1111111111', '2222222222', '3333333333', '4', '5']) batcher.add(bytes(text));
  batcher.flush();
  expect(posted.map(contents)).toEqual([{ datagrams: ['1111111111'], dropped: 0 }]);
  expect(batcher.isIdle).toBe(false);

  const giveBack = (index: number): void =>
    batcher.takeBack(posted[index]?.buffer ?? new ArrayBuffer());
  giveBack(0);
  batcher.add(bytes('6'));
  giveBack(1);
  giveBack(2);
  giveBack(3);
  expect(posted.slice(1).map(contents)).toEqual([
    { datagrams: ['2222222222'], dropped: 2 },
    { datagrams: ['3333333333'], dropped: 0 },
    { datagrams: ['6'], dropped: 0 },
  ]);
  expect(batcher.isIdle).toBe(true);
});

test('a few datagrams at a time do not use up the buffers of a busy other side', () => {
  const { batcher, posted } = batcherOf(2, 1);
  for (const text of ['a', 'b', 'c', 'd']) {
    batcher.add(bytes(text));
    batcher.flush();
  }
  expect(posted).toHaveLength(1);
  batcher.takeBack(posted[0]?.buffer ?? new ArrayBuffer());
  expect(posted.map(contents)).toEqual([
    { datagrams: ['a'], dropped: 0 },
    { datagrams: ['b', 'c', 'd'], dropped: 0 },
  ]);
});
