// The services that the spans of a block name as their other end.
import {
  decodeValue,
  namesRemoteService,
  PEER_SERVICE,
  SpanBatchReader,
  utf8Encode,
} from '@clew/model';
import type { PlainColumn } from '../segment/attribute-columns.ts';
import type { Block } from '../segment/block.ts';
import { valueAt } from '../segment/column-codec.ts';
import { symbolsInDictionary } from '../segment/symbols-of.ts';

const KEY = utf8Encode(PEER_SERVICE);

const known: WeakMap<Block, readonly string[] | null> = new WeakMap();

/** For each row what `remoteServiceOf` gives, or undefined where no row names anything; remembered with the block. */
export function remoteServicesOf(block: Block): readonly string[] | undefined {
  const found = known.get(block);
  if (found !== undefined) return found ?? undefined;
  const read = readRemoteServices(block);
  known.set(block, read ?? null);
  return read;
}

function readRemoteServices(block: Block): readonly string[] | undefined {
  const dictionary = block.segment.dictionary();
  const keys = symbolsInDictionary(dictionary, KEY);
  const set = block.attributes();
  if (!set.columns.some(({ key }) => keys.includes(key))) return undefined;
  const reader = new SpanBatchReader(dictionary);
  const texts = new Array<string>(block.rows).fill('');
  // More than one symbol may stand for the key, and then the order of both counts: see docs/format.md.
  const columns = set.columns.flatMap(({ key, references }, index) =>
    keys.includes(key)
      ? [
          {
            key,
            references,
            plain: undefined as PlainColumn | undefined,
            index,
            next: 0,
            plainRow: 0,
          },
        ]
      : [],
  );
  for (const column of columns) column.plain = set.plain()[column.index];
  for (let row = 0; row < block.rows; row++) {
    const names = namesRemoteService(block.format[row] as number, valueAt(block.flags, row));
    for (const key of set.keys(row)) {
      const column = columns.find((one) => one.key === key);
      if (column === undefined) continue;
      const reference = valueAt(column.references, column.next++);
      const value =
        reference > 0
          ? reader.value((reference - 1) << 1)
          : plainValue(column.plain, column.plainRow++);
      if (names && typeof value === 'string') texts[row] = value;
    }
  }
  return texts;
}

function plainValue(plain: PlainColumn | undefined, row: number): unknown {
  if (plain === undefined) return undefined;
  const start = row === 0 ? 0 : (plain.ends[row - 1] as number);
  const run = new Uint8Array((plain.ends[row] as number) - start + 1);
  run[0] = plain.types[row] as number;
  run.set(plain.bytes.subarray(start, plain.ends[row]), 1);
  return decodeValue(run);
}
