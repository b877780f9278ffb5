// Decodes Zipkin's version 2 of JSON by walking its bytes: a list of spans, as clients post it, or of lists, as its API answers traces.
// https://github.com/openzipkin/zipkin-api/blob/master/zipkin2-api.yaml
import { type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { boundMemory } from '../bounded-memory.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { JsonScanner } from '../json-scanner.ts';
import { JsonSpans } from './json-spans.ts';

const OPEN_BRACKET = 0x5b;

/** One serves every request, one after another, so that its code and its memory stay warm. */
class ListDecoder {
  readonly #scanner: JsonScanner = new JsonScanner();
  readonly #spans: JsonSpans = new JsonSpans(this.#scanner);

  decode(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
    boundMemory(builder, body);
    const scanner = this.#scanner;
    const spans = this.#spans;
    const before = builder.spanCount;
    spans.refused.clear();
    builder.setFormat(SpanFormat.zipkin);
    spans.columns.open(builder);
    scanner.open(body);
    try {
      if (scanner.peek() !== OPEN_BRACKET) {
        throw new DecodeError('the body is no JSON list, so it is no list of Zipkin spans');
      }
      scanner.enterList();
      while (scanner.nextItem()) {
        if (scanner.peek() !== OPEN_BRACKET) spans.append(builder);
        else if (scanner.enterList()) while (scanner.nextItem()) spans.append(builder);
      }
      scanner.end();
      spans.columns.close(builder, true);
    } finally {
      scanner.close();
      spans.columns.release();
    }
    return { accepted: builder.spanCount - before, rejected: spans.refused.byReason() };
  }
}

const decoder: ListDecoder = new ListDecoder();

/**
 * Appends the spans of a list as Zipkin's clients post it to `/api/v2/spans`, or of lists of them as `/api/v2/traces`
 * answers. A span that is malformed is refused and counted, the others stay.
 * @param body UTF-8, uncompressed; an empty one has no spans
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the body is no JSON, no list or is of version 1; roll the builder back to a mark then
 */
export function decodeZipkinJson(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  if (body.length === 0) return { accepted: 0, rejected: new Map() };
  return decoder.decode(body, builder);
}
