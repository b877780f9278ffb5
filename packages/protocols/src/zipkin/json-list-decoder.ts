// Decodes a list of spans in Zipkin's JSON by walking its bytes, as clients post it, or of lists, as its API answers traces: what both
// versions have in common.
import { type SpanBatchBuilder, SpanFormat } from '@clew/model';
import type { RequestDecoder } from '../decode-request.ts';
import { DecodeError } from '../decode-result.ts';
import type { JsonScanner } from '../json-scanner.ts';
import { RefusedSpans } from '../refused-spans.ts';
import type { SpanColumns } from './span-columns.ts';
import { zipkinFaultReasons } from './zipkin-fault.ts';

const OPEN_BRACKET = 0x5b;

/** What a version does with a span. */
export interface JsonSpanDecoder {
  readonly columns: SpanColumns;
  /** Begins a body. */
  open(body: Uint8Array): void;
  /** Appends the span that comes next, or nothing: then the scanner has a fault. */
  append(builder: SpanBatchBuilder): void;
  /** Lets go of the body. */
  release(): void;
}

/** Decodes the bodies of one version. */
export class JsonListDecoder implements RequestDecoder {
  readonly format: number = SpanFormat.zipkin;
  readonly reader: JsonScanner;
  readonly refused: RefusedSpans = new RefusedSpans(zipkinFaultReasons);
  readonly #spans: JsonSpanDecoder;

  /** @param spans reads with the scanner */
  constructor(scanner: JsonScanner, spans: JsonSpanDecoder) {
    this.reader = scanner;
    this.#spans = spans;
  }

  readRequest(builder: SpanBatchBuilder): void {
    const spans = this.#spans;
    const { columns } = spans;
    columns.open(builder);
    spans.open(this.reader.bytes);
    try {
      this.#list(builder);
      columns.close(builder, true);
    } finally {
      columns.release();
      spans.release();
    }
  }

  #list(builder: SpanBatchBuilder): void {
    const scanner = this.reader;
    if (scanner.peek() !== OPEN_BRACKET) {
      throw new DecodeError('the body is no JSON list, so it is no list of Zipkin spans');
    }
    scanner.enterList();
    while (scanner.nextItem()) {
      if (scanner.peek() !== OPEN_BRACKET) this.#append(builder);
      else if (scanner.enterList()) while (scanner.nextItem()) this.#append(builder);
    }
    scanner.end();
  }

  #append(builder: SpanBatchBuilder): void {
    const scanner = this.reader;
    this.#spans.append(builder);
    if (scanner.fault === 0) return;
    this.refused.add(scanner.fault);
    scanner.fault = 0;
  }
}
