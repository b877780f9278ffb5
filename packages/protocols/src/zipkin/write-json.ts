// Writes spans as Zipkin's version 2 of JSON piece by piece, so that a trace of a million spans never becomes one text.
// Fields stand in the order in which Zipkin's own encoder puts them.
import type { Span } from '@clew/model';
import { zipkinSpan } from './zipkin-span.ts';

/** Pieces are given once they are this long; one is longer by {@link ITEMS_AT_ONCE} tags or annotations at most. */
const PIECE_LENGTH = 1 << 16;
/** How many tags or annotations become text in one call. */
const ITEMS_AT_ONCE = 64;

/** A list of spans (`[…]`), in pieces of about 64 KiB. */
export function* writeZipkinJson(spans: Iterable<Span>): Generator<string, void, undefined> {
  let piece = '[';
  let separator = '';
  for (const span of spans) {
    piece += separator;
    separator = ',';
    for (const part of partsOfSpan(span)) {
      piece += part;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
    }
  }
  yield `${piece}]`;
}

function* partsOfSpan(span: Span): Generator<string, void, undefined> {
  const { annotations, tags, debug, shared, ...rest } = zipkinSpan(span);
  yield JSON.stringify(rest).slice(0, -1);
  if (annotations.length > 0) {
    yield ',"annotations":[';
    yield* partsOfList(annotations, (some) => JSON.stringify(some).slice(1, -1));
    yield ']';
  }
  if (tags.length > 0) {
    yield ',"tags":{';
    yield* partsOfList(tags, textOfTags);
    yield '}';
  }
  yield `${debug ? ',"debug":true' : ''}${shared ? ',"shared":true' : ''}}`;
}

/** Not as an object, whose keys that are numbers would come first. */
function textOfTags(tags: readonly (readonly [key: string, value: string])[]): string {
  return tags.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',');
}

function* partsOfList<T>(
  list: readonly T[],
  textOf: (some: readonly T[]) => string,
): Generator<string, void, undefined> {
  for (let i = 0; i < list.length; i += ITEMS_AT_ONCE) {
    const text = textOf(list.slice(i, i + ITEMS_AT_ONCE));
    yield i === 0 ? text : `,${text}`;
  }
}
