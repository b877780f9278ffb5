// Walks a list of Zipkin's JSON, as clients post it, or of lists, as its API answers traces.
import { type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { DecodeError, type ReadResult } from '../decode-result.ts';
import type { JsonObject } from '../json-reader.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { JsonFields } from './json-fields.ts';
import { SpanColumns } from './span-columns.ts';
import { zipkinFaultReasons } from './zipkin-fault.ts';

/** What a version of the JSON does with one span. */
export interface JsonSpanReader {
  /** Appends a span; a fault is in the reader of the fields then, and nothing was appended. */
  append(span: JsonObject, builder: SpanBatchBuilder): void;
}

/** What reads the spans of one list. */
export class JsonList {
  readonly fields: JsonFields = new JsonFields();
  readonly columns: SpanColumns = new SpanColumns();
  readonly #refused: RefusedSpans = new RefusedSpans(zipkinFaultReasons);
  #firstRejectedAt = '';

  /**
   * Appends all spans.
   * @param hasArrived whether they came in just now, or are of a file
   * @throws {DecodeError} when it is no list
   */
  read(
    list: unknown,
    spans: JsonSpanReader,
    builder: SpanBatchBuilder,
    hasArrived: boolean,
  ): ReadResult {
    const before = builder.spanCount;
    if (!Array.isArray(list)) {
      throw new DecodeError('the body is JSON but no list, so it is no list of Zipkin spans');
    }
    this.#refused.clear();
    this.#firstRejectedAt = '';
    builder.setFormat(SpanFormat.zipkin);
    this.columns.open(builder);
    for (const [index, item] of list.entries()) {
      if (!Array.isArray(item)) this.#append(item, `[${index}]`, spans, builder);
      else {
        for (const [i, span] of item.entries()) {
          this.#append(span, `[${index}][${i}]`, spans, builder);
        }
      }
    }
    this.columns.close(builder, hasArrived);
    this.columns.release();
    this.fields.clear();
    const accepted = builder.spanCount - before;
    const rejected = this.#refused.byReason();
    return { accepted, rejected, firstRejectedAt: this.#firstRejectedAt };
  }

  #append(item: unknown, path: string, spans: JsonSpanReader, builder: SpanBatchBuilder): void {
    const { fields } = this;
    const { reader } = fields;
    fields.clear();
    reader.fault = 0;
    const span = reader.object(item);
    spans.append(span, builder);
    if (reader.fault === 0) return;
    this.#refused.add(reader.fault);
    this.#firstRejectedAt ||= path;
  }
}
