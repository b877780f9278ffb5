// All events of a trace in the order of time. What they say is read from the pages of spans, of an event at a time.
import type { Attribute, SpanBatchReader, SpanEvent } from '@clew/model';
import { PAGE_SPANS } from '../data/span-pages.ts';
import type { EventColumns, Trace } from '../data/trace.ts';
import type { Work } from '../data/turns.ts';
import { sortRows } from '../grid/sort-rows.ts';
import { EventSeverities, type Severity } from './event-severity.ts';

/** A page of spans and the place of an event among the page's. */
export interface EventPlace {
  readonly page: number;
  readonly reader: SpanBatchReader;
  readonly index: number;
}

/** Events by number; the numbers are those of `Trace.eventColumns`. */
export class TraceEvents {
  readonly trace: Trace;
  readonly columns: EventColumns;
  /** The events in the order of time; of those at one time, parents' before their children's. */
  readonly inTime: Int32Array;
  readonly #severities: (EventSeverities | undefined)[] = [];

  private constructor(trace: Trace, columns: EventColumns, inTime: Int32Array) {
    this.trace = trace;
    this.columns = columns;
    this.inTime = inTime;
  }

  /** The events of a trace. */
  static *of(trace: Trace): Work<TraceEvents> {
    const columns = trace.eventColumns();
    yield;
    const numbers = new Int32Array(columns.count);
    for (let event = 0; event < numbers.length; event++) numbers[event] = event;
    return new TraceEvents(trace, columns, yield* sortRows(numbers, columns.offset, false));
  }

  /** The row of an event's span. */
  rowOf(event: number): number {
    return this.columns.row[event] ?? 0;
  }

  /** Nanoseconds after the trace's start. */
  offsetOf(event: number): number {
    return this.columns.offset[event] ?? 0;
  }

  nameOf(event: number): string {
    return this.trace.nameText(this.columns.name[event] ?? 0);
  }

  /** The names of all events, each once. */
  names(): readonly string[] {
    return [...new Set(this.columns.name)].map((symbol) => this.trace.nameText(symbol));
  }

  /** Where an event's attributes are; undefined until its page has come. */
  placeOf(event: number): EventPlace | undefined {
    const ordinal = this.trace.ordinal[this.rowOf(event)] ?? 0;
    const page = Math.floor(ordinal / PAGE_SPANS);
    const reader = this.trace.pages.pages[page];
    if (reader === undefined) return undefined;
    const span = ordinal % PAGE_SPANS;
    const first = span === 0 ? 0 : (reader.batch.eventEnd[span - 1] ?? 0);
    return { page, reader, index: first + (this.columns.nth[event] ?? 0) };
  }

  /** The attributes of an event; undefined until its page has come. */
  attributesOf(event: number): readonly Attribute[] | undefined {
    const place = this.placeOf(event);
    return place?.reader.attributes(place.reader.batch.eventAttributes, place.index);
  }

  /** Undefined until its page has come. */
  severityOf(event: number): Severity | undefined {
    const place = this.placeOf(event);
    if (place === undefined) return undefined;
    let severities = this.#severities[place.page];
    if (severities === undefined) {
      severities = new EventSeverities(place.reader);
      this.#severities[place.page] = severities;
    }
    return severities.severityOf(place.index);
  }

  /** The whole event, with its time set right as the span's is; undefined until its page has come. */
  eventAt(event: number): SpanEvent | undefined {
    return this.trace.spanAt(this.rowOf(event))?.events[this.columns.nth[event] ?? 0];
  }
}
