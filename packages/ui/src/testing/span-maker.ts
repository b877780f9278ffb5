// Makes spans for tests and demonstrations in few words.
import {
  type Attribute,
  type AttributeValue,
  REF_TYPE_KEY,
  type Resource,
  type Span,
  SpanFormat,
  type SpanKind,
  StatusCode,
} from '@clew/model';

type Values = Readonly<Record<string, AttributeValue>>;

/** What is said of a span; times are microseconds. */
export interface SpanNote {
  readonly name: string;
  readonly resource: Resource;
  /** After the trace's start. */
  readonly at: number;
  readonly lasts: number;
  readonly kind?: SpanKind;
  readonly attributes?: Values;
  readonly error?: string;
  readonly logs?: readonly {
    readonly at: number;
    readonly name?: string;
    readonly values: Values;
  }[];
  /** Follows from its parent in place of being its child. */
  readonly follows?: boolean;
  readonly warnings?: readonly string[];
  /** Other spans: trace id and span id. */
  readonly links?: readonly (readonly [traceId: string, spanId: string])[];
}

/** Attributes in order. */
function attributesOf(values: Values): Attribute[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

/** A process of a service. */
export function processOf(serviceName: string, values: Values): Resource {
  return {
    serviceName,
    attributes: attributesOf({ 'service.name': serviceName, ...values }),
    schemaUrl: '',
    droppedAttributesCount: 0,
  };
}

/** Makes the spans of one trace. */
export class TraceMaker {
  readonly traceId: string;
  readonly #start: bigint;
  #spans: Span[] = [];
  #count = 0;

  constructor(traceId: string, startMicros: number) {
    this.traceId = traceId.padStart(32, '0');
    this.#start = BigInt(startMicros) * 1000n;
  }

  get spans(): Span[] {
    return this.#spans;
  }

  /** The spans that were made since this was called last. */
  takeSpans(): Span[] {
    const taken = this.#spans;
    this.#spans = [];
    return taken;
  }

  /** Adds a span under another, given by its id; the empty text makes a root. */
  add(parent: string, note: SpanNote): string {
    const prefix = this.traceId.slice(-8);
    const spanId = `${prefix}${(++this.#count).toString(16).padStart(8, '0')}`;
    const reference = note.follows === true ? [this.#follows(parent)] : [];
    const links = (note.links ?? []).map(([traceId, id]) =>
      link(traceId.padStart(32, '0'), id, {}),
    );
    this.#spans.push({
      traceId: this.traceId,
      spanId,
      parentSpanId: parent,
      name: note.name,
      kind: note.kind ?? 1,
      start: this.#start + BigInt(note.at) * 1000n,
      duration: BigInt(note.lasts) * 1000n,
      status: note.error === undefined ? StatusCode.unset : StatusCode.error,
      statusMessage: note.error ?? '',
      flags: 1,
      traceState: '',
      format: SpanFormat.jaeger,
      attributes: attributesOf(note.attributes ?? {}),
      droppedAttributesCount: 0,
      events: (note.logs ?? []).map((log) => ({
        time: this.#start + BigInt(log.at) * 1000n,
        name: log.name ?? '',
        attributes: attributesOf(log.values),
        droppedAttributesCount: 0,
      })),
      droppedEventsCount: 0,
      links: [...reference, ...links],
      droppedLinksCount: 0,
      warnings: note.warnings ?? [],
      resource: note.resource,
      scope: { name: '', version: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
    });
    return spanId;
  }

  #follows(spanId: string) {
    return link(this.traceId, spanId, { [REF_TYPE_KEY]: 'follows_from' });
  }
}

function link(traceId: string, spanId: string, values: Values) {
  const attributes = attributesOf(values);
  return { traceId, spanId, traceState: '', flags: 0, attributes, droppedAttributesCount: 0 };
}
