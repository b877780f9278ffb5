// A writer that does what a test says, and a decoder of texts, for tests.
import { type SpanBatch, type SpanBatchBuilder, SpanBatchReader, utf8Encode } from '@clew/model';
import type { CallContext, SpanWriter } from '@clew/storage';
import type { Decoded } from '../pipeline/decode.ts';

/** A write that waits to be ended. */
export interface HeldWrite {
  readonly names: readonly string[];
  readonly tenant: string;
  succeed(): void;
  fail(error: unknown): void;
}

/** Holds every write until the test ends it. */
export class HoldingWriter implements SpanWriter {
  readonly writes: HeldWrite[] = [];

  async write(batch: SpanBatch, { tenant }: CallContext): Promise<void> {
    const done = Promise.withResolvers<void>();
    const names = [...new SpanBatchReader(batch).spans()].map((span) => span.name);
    this.writes.push({ names, tenant, succeed: done.resolve, fail: done.reject });
    await done.promise;
  }

  async flush(): Promise<void> {}
}

/** As decoders throw for a body that can't be read. */
class TextDecodeError extends Error {
  readonly code = 'CLEW_DECODE';
}

/** Decodes words: each becomes a span of that name, but `bad` is refused and `broken` breaks the body. */
export function decodeWords(body: Uint8Array, builder: SpanBatchBuilder): Decoded {
  let accepted = 0;
  const rejected = new Map<string, number>();
  for (const word of Buffer.from(body).toString().split(' ')) {
    if (word === 'broken') throw new TextDecodeError('this body is broken');
    if (word === 'bug') throw new TypeError('a bug of the decoder');
    if (word === 'bad') {
      rejected.set('words: bad', (rejected.get('words: bad') ?? 0) + 1);
      continue;
    }
    if (word === '') continue;
    const name = utf8Encode(word);
    builder.beginSpan();
    builder.setTraceIdWords(1, 2, 3, 4);
    builder.setSpanIdWords(5, accepted + 1);
    builder.setName(name, 0, name.length);
    builder.endSpan();
    accepted += 1;
  }
  return { accepted, rejected };
}

/** Counts words, but `broken` breaks the body. */
export function countWords(_signal: string, _encoding: string, body: Uint8Array): number {
  const words = Buffer.from(body).toString().split(' ').filter(Boolean);
  if (words.includes('broken')) throw new TextDecodeError('this body is broken');
  return words.length;
}
