// Which service a span says is at its other end.
import { ValueType } from './attribute.ts';
import type { Span } from './span.ts';
import { PLAIN_BIT } from './span-batch-layout.ts';
import { SpanFormat } from './span-kind.ts';
import type { SpanBatchReader } from './span-view.ts';
import { ZipkinFlag } from './zipkin-flags.ts';

/** The attribute that names the service at the other end of a span. */
export const PEER_SERVICE = 'peer.service';

/** Whether `peer.service` of a span names its other end; in a span from Zipkin it may be a mere tag. */
export function namesRemoteService(format: number, flags: number): boolean {
  return format !== SpanFormat.zipkin || (flags & ZipkinFlag.remoteService) !== 0;
}

/** The last text of the span's own attributes `peer.service`, or the empty text where nothing is said of the other end. */
export function remoteServiceOf(span: Span): string {
  if (!namesRemoteService(span.format, span.flags)) return '';
  const named = span.attributes.findLast(
    ({ key, value }) => key === PEER_SERVICE && typeof value === 'string',
  );
  return typeof named?.value === 'string' ? named.value : '';
}

/** `remoteServiceOf` for the rows of a batch, of which most say nothing. Hot: stores ask it of every span. */
export class RemoteServices {
  readonly #reader: SpanBatchReader;
  /** The symbols of the key; almost always one. */
  readonly #keys: readonly number[];

  constructor(reader: SpanBatchReader) {
    this.#reader = reader;
    const { symbolEnd, symbolBytes } = reader.batch;
    const keys: number[] = [];
    let start = 0;
    for (let symbol = 0; symbol < symbolEnd.length; symbol++) {
      const end = symbolEnd[symbol] as number;
      // A type byte, then the text.
      const mayBe =
        end - start === PEER_SERVICE.length + 1 && symbolBytes[start] === ValueType.string;
      if (mayBe && reader.text(symbol) === PEER_SERVICE) keys.push(symbol);
      start = end;
    }
    this.#keys = keys;
  }

  /** Whether the batch has the attribute at all. */
  get mayBeNamed(): boolean {
    return this.#keys.length > 0;
  }

  /** The service that a row names, or the empty text. */
  of(row: number): string {
    if (this.#keys.length === 0) return '';
    const { attributes, format, flags } = this.#reader.batch;
    const { end, key, value } = attributes;
    const first = row === 0 ? 0 : (end[row - 1] as number);
    for (let at = (end[row] as number) - 1; at >= first; at--) {
      if (!this.#keys.includes(key[at] as number)) continue;
      if (!namesRemoteService(format[row] as number, flags[row] as number)) return '';
      const text = this.#text(value[at] as number);
      if (text !== undefined) return text;
    }
    return '';
  }

  #text(reference: number): string | undefined {
    if ((reference & PLAIN_BIT) !== 0) {
      const value = this.#reader.value(reference);
      return typeof value === 'string' ? value : undefined;
    }
    const { symbolEnd, symbolBytes } = this.#reader.batch;
    const symbol = reference >>> 1;
    const start = symbol === 0 ? 0 : (symbolEnd[symbol - 1] as number);
    return symbolBytes[start] === ValueType.string ? this.#reader.text(symbol) : undefined;
  }
}
