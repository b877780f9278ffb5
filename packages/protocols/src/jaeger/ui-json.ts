// A trace as the JSON that Jaeger's query API answers and its UI reads, for spans of every format.
// https://www.jaegertracing.io/docs/1.62/apis/#http-json-internal
import { type Resource, type Span, SpanFormat, valueText } from '@clew/model';
import {
  type JaegerProcess,
  type JaegerReference,
  type JaegerTag,
  jaegerFlags,
  jaegerLogFields,
  jaegerProcess,
  jaegerReferences,
  jaegerTags,
  type TagOrder,
} from './jaeger-span.ts';

/** A tag or a log's field. */
export interface JaegerUiTag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  /** An int64 that a double can't hold is a text; so is a double that JSON can't hold. Binary is base64. */
  readonly value: string | boolean | number;
}

/** A reference of a span to its parent or to another span. */
export interface JaegerUiReference {
  readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM';
  readonly traceID: string;
  readonly spanID: string;
}

/** Something that happened during a span. */
export interface JaegerUiLog {
  /** Unix microseconds. */
  readonly timestamp: number;
  readonly fields: readonly JaegerUiTag[];
}

/** A span; its process is an entry of the trace's `processes`. */
export interface JaegerUiSpan {
  /** 16 hex digits when the high half is zero, else 32. */
  readonly traceID: string;
  readonly spanID: string;
  /** Left out when zero. */
  readonly flags?: number;
  readonly operationName: string;
  readonly references: readonly JaegerUiReference[];
  /** Unix microseconds. */
  readonly startTime: number;
  /** Microseconds. */
  readonly duration: number;
  readonly tags: readonly JaegerUiTag[];
  readonly logs: readonly JaegerUiLog[];
  readonly processID: string;
  readonly warnings: readonly string[] | null;
}

/** A service's process: its name and what its resource says beside that. */
export interface JaegerUiProcess {
  readonly serviceName: string;
  readonly tags: readonly JaegerUiTag[];
}

/** A whole trace. */
export interface JaegerUiTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerUiSpan[];
  readonly processes: Readonly<Record<string, JaegerUiProcess>>;
  readonly warnings: readonly string[] | null;
}

/** The processes of a trace, numbered `p1`, `p2`, … in the order in which spans need them; equal ones are one. */
export class JaegerUiProcesses {
  readonly #ids = new Map<Resource, string>();
  readonly #zipkinIds = new Map<Resource, string>();
  readonly #idByContent = new Map<string, string>();
  readonly #processes: [string, JaegerUiProcess][] = [];
  /** The order of all tags of the trace. */
  readonly tagOrder: TagOrder;

  constructor(tagOrder: TagOrder) {
    this.tagOrder = tagOrder;
  }

  /** The id of the process of a span's resource. */
  idOf({ resource, format }: Span): string {
    const ids = format === SpanFormat.zipkin ? this.#zipkinIds : this.#ids;
    const known = ids.get(resource);
    if (known !== undefined) return known;
    const process = uiProcess(jaegerProcess(resource, format, this.tagOrder));
    const content = JSON.stringify(process);
    let id = this.#idByContent.get(content);
    if (id === undefined) {
      id = `p${this.#processes.length + 1}`;
      this.#idByContent.set(content, id);
      this.#processes.push([id, process]);
    }
    ids.set(resource, id);
    return id;
  }

  /** Every process that got an id. */
  entries(): readonly (readonly [string, JaegerUiProcess])[] {
    return this.#processes;
  }
}

/** The id of a trace as Jaeger writes it: 16 hex digits when the high half is zero, else 32. */
export function jaegerTraceId(traceId: string): string {
  return traceId.startsWith('0000000000000000') ? traceId.slice(16) : traceId;
}

/** A span, and an entry of `processes` for its resource. */
export function jaegerUiSpan(span: Span, processes: JaegerUiProcesses): JaegerUiSpan {
  const { warnings } = span;
  const { tagOrder } = processes;
  const flags = jaegerFlags(span);
  return {
    traceID: jaegerTraceId(span.traceId),
    spanID: span.spanId,
    ...(flags === 0 ? {} : { flags }),
    operationName: span.name,
    references: jaegerReferences(span).map(uiReference),
    startTime: micros(span.start),
    duration: micros(span.duration),
    tags: jaegerTags(span, tagOrder).map(uiTag),
    logs: span.events.map((event) => ({
      timestamp: micros(event.time),
      fields: jaegerLogFields(event, span.format, tagOrder).map(uiTag),
    })),
    processID: processes.idOf(span),
    warnings: warnings.length === 0 ? null : warnings,
  };
}

function uiProcess({ serviceName, tags }: JaegerProcess): JaegerUiProcess {
  return { serviceName, tags: tags.map(uiTag) };
}

function uiReference({ isChildOf, traceId, spanId }: JaegerReference): JaegerUiReference {
  return {
    refType: isChildOf ? 'CHILD_OF' : 'FOLLOWS_FROM',
    traceID: jaegerTraceId(traceId),
    spanID: spanId,
  };
}

function uiTag({ key, value }: JaegerTag): JaegerUiTag {
  if (typeof value === 'boolean') return { key, type: 'bool', value };
  if (typeof value === 'bigint') return { key, type: 'int64', value: safeInteger(value) };
  if (typeof value === 'number') {
    return { key, type: 'float64', value: Number.isFinite(value) ? value : String(value) };
  }
  if (typeof value === 'object') return { key, type: 'binary', value: valueText(value) };
  return { key, type: 'string', value };
}

/** An int64 as Jaeger writes it: as a text where JavaScript would round it. */
function safeInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function micros(nanos: bigint): number {
  return Number(nanos / 1000n);
}
