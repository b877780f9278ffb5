// Reads Jaeger's Span messages and appends them to columns. Hot: no object, closure, string or subarray
// for a span, a log or a tag. The numbers in the cases are tags, see protobuf-decoder.ts.
import type { SpanBatchBuilder } from '@clew/model';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { PROCESS_DAMAGED, ProtobufProcess } from './protobuf-process.ts';
import { ProtobufReferences } from './protobuf-references.ts';
import { ProtobufTags } from './protobuf-tags.ts';
import { ProtobufTime } from './protobuf-time.ts';
import { SpanFault, spanFaultReasons } from './span-faults.ts';
import { TagOwner } from './tag-meaning.ts';

/** Reads spans with the reader that it shares with whoever reads the batch around them. */
export class ProtobufSpans {
  readonly refused: RefusedSpans = new RefusedSpans(spanFaultReasons);
  readonly process: ProtobufProcess;
  readonly #reader: ProtobufReader;
  readonly #tags: ProtobufTags;
  readonly #references: ProtobufReferences;
  readonly #time: ProtobufTime = new ProtobufTime();

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
    this.#tags = new ProtobufTags(reader);
    this.#references = new ProtobufReferences(reader);
    this.process = new ProtobufProcess(reader, this.#tags);
  }

  /**
   * Appends one span, or drops and counts it when what lies inside of its declared length is malformed.
   * @param isProcessDamaged whether the batch's process was, which is this span's unless it has its own
   */
  append(builder: SpanBatchBuilder, isProcessDamaged: boolean, end: number): void {
    const reader = this.#reader;
    if (reader.fault !== 0) return;
    const references = this.#references;
    let traceIdAt = 0;
    let traceIdEnd = 0;
    let spanIdAt = 0;
    let spanIdEnd = 0;
    let referenceCount = 0;
    let referencesFrom = 0;
    let referencesTo = 0;
    let processAt = -1;
    let processEnd = 0;
    builder.beginSpan();
    references.startSpan();
    this.#tags.meaning.startSpan();
    while (reader.at < end) {
      const { at } = reader;
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // trace_id
          traceIdEnd = reader.run(end);
          traceIdAt = reader.at;
          reader.at = traceIdEnd;
          break;
        case 0x12: // span_id
          spanIdEnd = reader.run(end);
          spanIdAt = reader.at;
          reader.at = spanIdEnd;
          break;
        case 0x1a: {
          // operation_name
          const nameEnd = reader.run(end);
          builder.setName(reader.bytes, reader.at, nameEnd);
          reader.at = nameEnd;
          break;
        }
        case 0x22: // references: what they mean depends on the ids
          if (referenceCount++ === 0) referencesFrom = at;
          referencesTo = reader.run(end);
          reader.at = referencesTo;
          break;
        case 0x28: // flags
          builder.setFlags(reader.uint32(end));
          break;
        case 0x32: // start_time
          if (this.#time.read(reader, reader.run(end))) {
            builder.setStart(this.#time.low, this.#time.high);
          } else reader.fail(SpanFault.startTime);
          break;
        case 0x3a: // duration
          if (this.#time.read(reader, reader.run(end))) {
            builder.setDuration(this.#time.low, this.#time.high);
          } else reader.fail(SpanFault.duration);
          break;
        case 0x42: // tags
          this.#tags.append(builder, builder.attributes, TagOwner.span, reader.run(end));
          break;
        case 0x4a: // logs
          this.#log(builder, reader.run(end));
          break;
        case 0x52: // process
          processEnd = reader.run(end);
          processAt = reader.at;
          reader.at = processEnd;
          break;
        case 0x62: {
          // warnings
          const textEnd = reader.run(end);
          if (textEnd > reader.at) builder.addWarning(reader.bytes, reader.at, textEnd);
          reader.at = textEnd;
          break;
        }
        default:
          reader.skip(tag, end);
      }
    }
    this.#checkIds(traceIdAt, traceIdEnd, spanIdAt, spanIdEnd);
    if (reader.fault === 0) {
      builder.setSpanIdWords(references.word(spanIdAt), references.word(spanIdAt + 4));
      if (referenceCount > 0) {
        references.append(builder, referenceCount, referencesFrom, referencesTo);
      }
      references.setIds(builder);
    }
    if (reader.fault !== 0) {
      builder.dropSpan();
      this.refused.add(reader.fault);
      reader.resume(end);
      return;
    }
    if (processAt < 0) {
      if (isProcessDamaged) builder.addWarning(PROCESS_DAMAGED, 0, PROCESS_DAMAGED.length);
      builder.endSpan();
    } else this.#endWithProcess(builder, processAt, processEnd);
    reader.at = end;
  }

  #checkIds(traceIdAt: number, traceIdEnd: number, spanIdAt: number, spanIdEnd: number): void {
    const reader = this.#reader;
    const references = this.#references;
    const traceIdLength = traceIdEnd - traceIdAt;
    const spanIdLength = spanIdEnd - spanIdAt;
    if (reader.fault !== 0) return;
    if (traceIdLength !== 0) {
      if (traceIdLength !== 16 && traceIdLength !== 8) {
        reader.fail(SpanFault.traceIdLength);
        return;
      }
      references.setTraceId(traceIdAt, traceIdLength);
    }
    if (references.isTraceIdZero()) reader.fail(SpanFault.traceIdZero);
    else if (spanIdLength !== 0 && spanIdLength !== 8) reader.fail(SpanFault.spanIdLength);
    else if (
      spanIdLength === 0 ||
      (references.word(spanIdAt) | references.word(spanIdAt + 4)) === 0
    ) {
      reader.fail(SpanFault.spanIdZero);
    }
  }

  /** Ends a span that has a process of its own, which counts before the batch's. */
  #endWithProcess(builder: SpanBatchBuilder, at: number, end: number): void {
    this.#reader.at = at;
    const resource = this.process.append(builder, end);
    if (this.process.isDamaged) builder.addWarning(PROCESS_DAMAGED, 0, PROCESS_DAMAGED.length);
    builder.endSpan();
    builder.assignResource(builder.spanCount - 1, resource);
  }

  #log(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    // A log of nothing takes two bytes on the wire; it is no event, so that a body can't grow here.
    if (reader.at === end) return;
    let timeLow = 0;
    let timeHigh = 0;
    this.#tags.meaning.startLog();
    builder.beginEvent();
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // timestamp
          if (!this.#time.read(reader, reader.run(end))) reader.fail(SpanFault.logTime);
          timeLow = this.#time.low;
          timeHigh = this.#time.high;
          break;
        case 0x12: // fields
          this.#tags.append(builder, builder.eventAttributes, TagOwner.log, reader.run(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    // After a fault the whole span is dropped, this event with it.
    if (reader.fault !== 0) return;
    const { eventStart, eventEnd } = this.#tags.meaning;
    builder.endEvent(timeLow, timeHigh, builder.symbol(reader.bytes, eventStart, eventEnd));
  }
}
