// Reads SkyWalking's KeyStringValuePair messages and makes them attributes, and those of a log an event. Hot: no object is made.
import type { AttributeAppender, SpanBatchBuilder } from '@clew/model';
import { isText } from '../byte-text.ts';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { SegmentFault } from './segment-fault.ts';
import { EVENT } from './segment-texts.ts';
import { UnixMillis } from './unix-millis.ts';

/** Reads pairs with the reader that it shares with whoever reads the span around them. */
export class SegmentPairs {
  readonly #reader: ProtobufReader;
  readonly #millis: UnixMillis = new UnixMillis();
  #keyStart = 0;
  #keyEnd = 0;
  #valueStart = 0;
  #valueEnd = 0;

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
  }

  /** Appends the tag that fills the reader's bytes up to `end`; one of nothing is none. */
  appendTag(attributes: AttributeAppender, end: number): void {
    this.#read(end);
    if (this.#reader.fault === 0) this.#append(attributes);
  }

  /** Appends the log that fills the reader's bytes up to `end`; one of nothing is none. */
  appendLog(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    if (reader.at === end) return;
    let timeLow = 0;
    let timeHigh = 0;
    let nameStart = 0;
    let nameEnd = 0;
    builder.beginEvent();
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x08) {
        timeLow = reader.varint(end);
        timeHigh = reader.high;
      } else if (tag === 0x12) {
        this.#read(reader.run(end));
        if (reader.fault !== 0) return;
        // The first text under `event` is the event's name and no attribute.
        if (nameStart === nameEnd && this.#isEvent()) {
          nameStart = this.#valueStart;
          nameEnd = this.#valueEnd;
        } else this.#append(builder.eventAttributes);
      } else reader.skip(tag, end);
    }
    // After a fault the whole span is dropped, this event with it.
    if (reader.fault !== 0) return;
    const millis = this.#millis.read(timeLow, timeHigh);
    if (millis < 0) {
      reader.fail(SegmentFault.logTime);
      return;
    }
    this.#millis.set(millis);
    const name = builder.symbol(reader.bytes, nameStart, nameEnd);
    builder.endEvent(this.#millis.low, this.#millis.high, name);
  }

  #isEvent(): boolean {
    return (
      this.#valueStart < this.#valueEnd &&
      isText(EVENT, this.#reader.bytes, this.#keyStart, this.#keyEnd)
    );
  }

  #append(attributes: AttributeAppender): void {
    const { bytes } = this.#reader;
    if (this.#keyStart === this.#keyEnd && this.#valueStart === this.#valueEnd) return;
    attributes.setKey(bytes, this.#keyStart, this.#keyEnd);
    attributes.string(bytes, this.#valueStart, this.#valueEnd);
  }

  #read(end: number): void {
    const reader = this.#reader;
    this.#keyStart = 0;
    this.#keyEnd = 0;
    this.#valueStart = 0;
    this.#valueEnd = 0;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        this.#keyEnd = reader.run(end);
        this.#keyStart = reader.at;
        reader.at = this.#keyEnd;
      } else if (tag === 0x12) {
        this.#valueEnd = reader.run(end);
        this.#valueStart = reader.at;
        reader.at = this.#valueEnd;
      } else reader.skip(tag, end);
    }
  }
}
