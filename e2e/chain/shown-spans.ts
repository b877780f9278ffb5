// A trace as each of Clew's APIs shows it.
import { setTimeout } from 'node:timers/promises';
import { buildTraceTree, SpanBatch, SpanBatchReader, SpanKind, spanObject } from '@clew/model';
import type { ShownTrace } from '../interop/shown-trace.ts';
import type { Addresses } from '../support/clew-process.ts';

/** Agents of SkyWalking send once in a while. */
const PATIENCE_MILLIS = 15_000;
const POLL_MILLIS = 100;

export interface ShownSpan {
  readonly service: string;
  /** In lower case, as Jaeger has it. */
  readonly kind: string;
  readonly id: string;
  /** The empty text for a root. */
  readonly parentId: string;
}

/** Waits until a trace has a number of spans, and gives what there is when that takes too long. */
export type ReadTrace = (
  traceId: string,
  spanCount: number,
  signal: AbortSignal,
) => Promise<readonly ShownSpan[]>;

/** The APIs by name. */
export function shownBy({ ui, zipkin }: Addresses): readonly (readonly [string, ReadTrace])[] {
  return [
    ['Jaeger’s API', reader((id) => `${ui}/api/traces/${id}`, ofJaeger)],
    ['Jaeger’s API, version 3,', reader((id) => `${ui}/api/v3/traces/${id}`, ofOtlp)],
    ['Zipkin’s API', reader((id) => `${zipkin}/api/v2/trace/${id}`, ofZipkin)],
    ['Clew’s API', reader((id) => `${ui}/api/clew/v1/traces/${id}`, ofClew)],
  ];
}

/**
 * The services and kinds of a trace of which each span has one child at most, from its root on.
 * @throws when the trace is not a line of all of its spans
 */
export function lineOf(spans: readonly ShownSpan[]): readonly string[] {
  const line: string[] = [];
  let parentId = '';
  for (;;) {
    const children = spans.filter((span) => span.parentId === parentId);
    const [child] = children;
    if (child === undefined) break;
    if (children.length > 1) throw new Error(`${children.length} spans below '${parentId}'`);
    line.push(`${child.service} ${child.kind}`);
    parentId = child.id;
  }
  if (line.length === spans.length) return line;
  const all = spans.map((span) => Object.values(span).join(' ')).join('\n');
  throw new Error(`${line.length} of ${spans.length} spans hang together:\n${all}`);
}

function reader(
  urlOf: (traceId: string) => string,
  spansOf: (response: Response) => Promise<readonly ShownSpan[]>,
): ReadTrace {
  return async (traceId, spanCount, signal) => {
    const patience = AbortSignal.timeout(PATIENCE_MILLIS);
    for (;;) {
      const response = await fetch(urlOf(traceId), { signal });
      const spans = response.ok ? await spansOf(response) : [];
      if (spans.length >= spanCount || patience.aborted) return spans;
      await setTimeout(POLL_MILLIS, undefined, { signal });
    }
  };
}

async function ofJaeger(response: Response): Promise<readonly ShownSpan[]> {
  const { data } = (await response.json()) as { readonly data: readonly ShownTrace[] };
  return data.flatMap(({ spans, processes }) =>
    spans.map(({ spanID, processID, references, tags }) => ({
      service: processes[processID]?.serviceName ?? '',
      kind: String(tags.find(({ key }) => key === 'span.kind')?.value),
      id: spanID,
      parentId: references[0]?.spanID ?? '',
    })),
  );
}

interface OtlpAnswer {
  readonly result: {
    readonly resourceSpans: readonly {
      readonly resource: {
        readonly attributes: readonly {
          readonly key: string;
          readonly value: { readonly stringValue?: string };
        }[];
      };
      readonly scopeSpans: readonly {
        readonly spans: readonly {
          readonly spanId: string;
          readonly parentSpanId?: string;
          readonly kind?: number;
        }[];
      }[];
    }[];
  };
}

async function ofOtlp(response: Response): Promise<readonly ShownSpan[]> {
  const { result } = (await response.json()) as OtlpAnswer;
  return result.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const named = resource.attributes.find(({ key }) => key === 'service.name');
    const service = named?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ spanId, parentSpanId = '', kind }) => ({
        ...{ service, kind: nameOf(kind), id: spanId, parentId: parentSpanId },
      })),
    );
  });
}

interface ZipkinSpan {
  readonly id: string;
  readonly parentId?: string;
  readonly kind?: string;
  readonly shared?: boolean;
  readonly localEndpoint?: { readonly serviceName: string };
}

/** A server's span that shares its id with the client's is below it, and what is below both is below the server's. */
async function ofZipkin(response: Response): Promise<readonly ShownSpan[]> {
  const spans = (await response.json()) as readonly ZipkinSpan[];
  const ids = new Set(spans.map(({ id }) => id));
  const shared = new Set(spans.filter((span) => span.shared && ids.has(span.id)).map(idOf));
  const lastOf = (id: string): string => (shared.has(`${id} shared`) ? `${id} shared` : id);
  return spans.map((span) => ({
    service: span.localEndpoint?.serviceName ?? '',
    kind: span.kind?.toLowerCase() ?? '',
    id: idOf(span),
    parentId: span.shared ? span.id : span.parentId === undefined ? '' : lastOf(span.parentId),
  }));
}

function idOf({ id, shared }: ZipkinSpan): string {
  return shared ? `${id} shared` : id;
}

async function ofClew(response: Response): Promise<readonly ShownSpan[]> {
  const batch = new SpanBatch(new Uint8Array(await response.arrayBuffer()));
  const { nodes } = buildTraceTree([...new SpanBatchReader(batch).spans()].map(spanObject));
  // Clew's own API has what was sent; which span is below which is for the tree to say, where two share an id.
  return nodes.map((node) => ({
    service: node.span.resource.serviceName,
    kind: nameOf(node.span.kind),
    id: String(nodes.indexOf(node)),
    parentId: node.parent === undefined ? '' : String(nodes.indexOf(node.parent)),
  }));
}

function nameOf(kind: number | undefined): string {
  return kind === SpanKind.server ? 'server' : kind === SpanKind.client ? 'client' : String(kind);
}
