// Clew's API (docs/api.md) over a few traces in memory: for tests and for work on the app without a server.
import {
  batchOf,
  type Span,
  StatusCode,
  spanKindName,
  summarizeTrace,
  valueText,
} from '@clew/model';

/** An answer, whatever carries it. */
export interface FakeAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

const PREFIX = '/api/clew/v1/';
const TRACE_ID_DIGITS = 32;

/** Answers requests for one set of traces. */
export class FakeApi {
  traces: readonly (readonly Span[])[];
  /** Whether searches say that they did not see everything. */
  partial = false;
  /** What was asked last. */
  lastSearch = new URLSearchParams();

  constructor(traces: readonly (readonly Span[])[]) {
    this.traces = traces;
  }

  /** Undefined for a path that is no part of the API. */
  answer(url: URL): FakeAnswer | undefined {
    if (!url.pathname.startsWith(PREFIX)) return undefined;
    const [name, id] = url.pathname.slice(PREFIX.length).split('/');
    switch (name) {
      case 'search':
        return this.#search(url.searchParams);
      case 'traces':
        return this.#trace((id ?? '').padStart(TRACE_ID_DIGITS, '0'));
      case 'services':
        return json({ services: this.#services() });
      case 'operations':
        return json({ operations: this.#operations(url.searchParams.get('service') ?? '') });
      default:
        return failure(404, 'CLEW_NOT_FOUND', `no ${url.pathname} here`);
    }
  }

  #trace(traceId: string): FakeAnswer {
    const spans = this.traces.find((one) => one[0]?.traceId === traceId);
    if (spans === undefined) return failure(404, 'CLEW_TRACE_NOT_FOUND', 'no such trace');
    return {
      status: 200,
      type: 'application/vnd.clew.span-batch',
      body: batchOf(spans).bytes,
    };
  }

  #services(): readonly string[] {
    const names = this.traces.flatMap((spans) => spans.map((span) => span.resource.serviceName));
    return [...new Set(names)].sort();
  }

  #operations(service: string) {
    const found = new Map<string, { name: string; kind: string }>();
    for (const span of this.traces.flat()) {
      if (span.resource.serviceName !== service) continue;
      const operation = { name: span.name, kind: spanKindName(span.kind) };
      found.set(`${operation.name}/${operation.kind}`, operation);
    }
    return [...found.values()];
  }

  #search(query: URLSearchParams): FakeAnswer {
    this.lastSearch = query;
    const duration = query.get('minDuration');
    if (duration === 'boom') {
      return failure(400, 'CLEW_PARAMETER', 'minDuration: "boom" is no duration', 'minDuration');
    }
    const from = BigInt(query.get('from') ?? 0);
    const to = BigInt(query.get('to') ?? Number.MAX_SAFE_INTEGER) || 1n << 63n;
    const limit = Number(query.get('limit') ?? 20);
    const skip = Number(query.get('cursor') ?? 0);
    const found = this.traces
      .filter((spans) => spans.some((span) => matches(span, query)))
      .filter((spans) => !query.has('error') || hasError(spans) === (query.get('error') === 'true'))
      .map(summarizeTrace)
      .filter((trace) => trace.start >= from && trace.start <= to)
      .sort((a, b) => Number(b.start - a.start));
    const page = found.slice(skip, skip + limit);
    return json({
      traces: page.map((trace) => ({
        ...trace,
        start: String(trace.start),
        duration: String(trace.duration),
      })),
      ...(found.length > skip + limit && { cursor: String(skip + limit) }),
      partial: this.partial,
    });
  }
}

function matches(span: Span, query: URLSearchParams): boolean {
  const service = query.get('service');
  const operation = query.get('operation');
  const kind = query.get('kind');
  const attributes = [...span.attributes, ...span.resource.attributes];
  return (
    (service === null || span.resource.serviceName === service) &&
    (operation === null || span.name === operation) &&
    (kind === null || spanKindName(span.kind) === kind) &&
    query
      .getAll('tag')
      .every((tag) => attributes.some(({ key, value }) => `${key}=${valueText(value)}` === tag))
  );
}

function hasError(spans: readonly Span[]): boolean {
  return spans.some((span) => span.status === StatusCode.error);
}

function json(body: unknown): FakeAnswer {
  return { status: 200, type: 'application/json', body: JSON.stringify(body) };
}

function failure(status: number, code: string, message: string, parameter?: string): FakeAnswer {
  const body = JSON.stringify({ error: { code, message, parameter } });
  return { status, type: 'application/json', body };
}
