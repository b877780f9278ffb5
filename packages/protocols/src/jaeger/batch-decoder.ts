// Walks Jaeger's Batch once, in either encoding of Thrift, and appends to columns. Hot: no object for
// a span, a tag or a string; ids and times are pairs of 32-bit words. What depends on a field that
// may come later (references on the ids, a process's tags on its name) is skipped at first and read
// again once that is known. The cases below are `field id << 4 | type` of
// https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift
import { type SpanBatchBuilder, SpanFormat } from '@clew/model';
import type { RequestDecoder } from '../decode-request.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { END_OF_STRUCT, type ThriftReader, ThriftType } from '../thrift/thrift-reader.ts';
import { ReferenceDecoder } from './reference-decoder.ts';
import { SpanFault, spanFaultReasons } from './span-faults.ts';
import { TagDecoder } from './tag-decoder.ts';
import { TagOwner } from './tag-meaning.ts';
import { SERVICE_NAME } from './thrift-names.ts';

/** Decodes bare batches. */
export class BatchDecoder implements RequestDecoder {
  readonly format: number = SpanFormat.jaeger;
  readonly reader: ThriftReader;
  readonly refused: RefusedSpans = new RefusedSpans(spanFaultReasons);
  readonly #tags: TagDecoder;
  readonly #references: ReferenceDecoder;
  /** Why the open span is refused, or 0. */
  #fault = 0;

  // The nanoseconds that microseconds became.
  #nanosLow = 0;
  #nanosHigh = 0;

  constructor(reader: ThriftReader) {
    this.reader = reader;
    this.#tags = new TagDecoder(reader);
    this.#references = new ReferenceDecoder(reader);
  }

  readRequest(builder: SpanBatchBuilder): void {
    const { reader } = this;
    builder.setScope(0);
    const from = builder.spanCount;
    let resource = 0;
    try {
      for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
        switch ((id << 4) | reader.type) {
          case 0x1c: // process
            resource = this.#process(builder);
            break;
          case 0x2f: // spans
            this.#spans(builder);
            break;
          default:
            reader.skip();
        }
      }
    } finally {
      // The process may come after the spans, and what came before a fault is kept.
      builder.assignResource(from, resource);
    }
  }

  #process(builder: SpanBatchBuilder): number {
    const { reader } = this;
    let nameStart = 0;
    let nameEnd = 0;
    let tagsAt = -1;
    for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
      switch ((id << 4) | reader.type) {
        case 0x1b: // serviceName
          reader.run();
          nameStart = reader.start;
          nameEnd = reader.end;
          break;
        case 0x2f: // tags
          tagsAt = reader.at;
          reader.skip();
          break;
        default:
          reader.skip();
      }
    }
    const end = reader.at;
    builder.beginResource();
    const attributes = builder.resourceAttributes;
    if (nameStart < nameEnd) {
      attributes.setKey(SERVICE_NAME, 0, SERVICE_NAME.length);
      attributes.string(reader.bytes, nameStart, nameEnd);
    }
    if (tagsAt >= 0) {
      reader.at = tagsAt;
      this.#tags.append(builder, attributes, TagOwner.process);
      reader.at = end;
    }
    return builder.endResource();
  }

  #spans(builder: SpanBatchBuilder): void {
    const { reader } = this;
    const count = reader.list();
    if (reader.elementType !== ThriftType.struct) {
      reader.skipElements(count);
      return;
    }
    for (let i = 0; i < count; i++) {
      this.#fault = 0;
      builder.beginSpan();
      this.#span(builder);
      if (this.#fault === 0) builder.endSpan();
      else {
        builder.dropSpan();
        this.refused.add(this.#fault);
      }
    }
  }

  #span(builder: SpanBatchBuilder): void {
    const { reader } = this;
    const references = this.#references;
    references.startSpan();
    this.#tags.meaning.startSpan();
    let hasSpanId = false;
    let referencesAt = -1;
    for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
      switch ((id << 4) | reader.type) {
        case 0x1a: // traceIdLow
          reader.int64();
          references.traceIdLow0 = reader.high;
          references.traceIdLow1 = reader.low;
          break;
        case 0x2a: // traceIdHigh
          reader.int64();
          references.traceIdHigh0 = reader.high;
          references.traceIdHigh1 = reader.low;
          break;
        case 0x3a: // spanId
          reader.int64();
          hasSpanId = (reader.high | reader.low) !== 0;
          builder.setSpanIdWords(reader.high, reader.low);
          break;
        case 0x4a: // parentSpanId
          reader.int64();
          references.parent0 = reader.high;
          references.parent1 = reader.low;
          break;
        case 0x5b: // operationName
          reader.run();
          builder.setName(reader.bytes, reader.start, reader.end);
          break;
        case 0x6f: // references
          referencesAt = reader.at;
          reader.skip();
          break;
        case 0x78: // flags
          builder.setFlags(reader.int32());
          break;
        case 0x8a: // startTime
          if (this.#micros()) builder.setStart(this.#nanosLow, this.#nanosHigh);
          else this.#fault = SpanFault.startTime;
          break;
        case 0x9a: // duration
          if (this.#micros()) builder.setDuration(this.#nanosLow, this.#nanosHigh);
          else this.#fault = SpanFault.duration;
          break;
        case 0xaf: // tags
          this.#tags.append(builder, builder.attributes, TagOwner.span);
          break;
        case 0xbf: // logs
          this.#logs(builder);
          break;
        default:
          reader.skip();
      }
    }
    if (!hasSpanId) this.#fault = SpanFault.spanIdZero;
    if (references.isTraceIdZero()) this.#fault = SpanFault.traceIdZero;
    if (this.#fault !== 0) return;
    if (referencesAt >= 0) references.append(builder, referencesAt);
    references.setIds(builder);
  }

  /** Reads microseconds and makes them nanoseconds; false when they are negative or no 64 bits can hold them. */
  #micros(): boolean {
    const { reader } = this;
    reader.int64();
    // A word times 1000 has 42 bits and is exact in a double.
    const low = (reader.low >>> 0) * 1000;
    const high = reader.high * 1000 + Math.floor(low / 0x1_0000_0000);
    this.#nanosLow = low >>> 0;
    this.#nanosHigh = high >>> 0;
    return reader.high >= 0 && high <= 0xffff_ffff;
  }

  #logs(builder: SpanBatchBuilder): void {
    const { reader } = this;
    const count = reader.list();
    if (reader.elementType !== ThriftType.struct) {
      reader.skipElements(count);
      return;
    }
    for (let i = 0; i < count; i++) this.#log(builder);
  }

  #log(builder: SpanBatchBuilder): void {
    const { reader } = this;
    let timeLow = 0;
    let timeHigh = 0;
    let empty = true;
    this.#tags.meaning.startLog();
    builder.beginEvent();
    for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
      empty = false;
      switch ((id << 4) | reader.type) {
        case 0x1a: // timestamp
          if (!this.#micros()) this.#fault = SpanFault.logTime;
          timeLow = this.#nanosLow;
          timeHigh = this.#nanosHigh;
          break;
        case 0x2f: // fields
          this.#tags.append(builder, builder.eventAttributes, TagOwner.log);
          break;
        default:
          reader.skip();
      }
    }
    // A log of nothing takes one byte on the wire; it is no event, so that a body can't grow here.
    if (empty) return;
    const { eventStart, eventEnd } = this.#tags.meaning;
    const name = builder.symbol(reader.bytes, eventStart, eventEnd);
    builder.endEvent(timeLow, timeHigh, name);
  }
}
