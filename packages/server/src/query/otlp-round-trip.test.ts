// OTLP in, OTLP out: what is answered is held against what was sent, both as protobufjs reads them.
import { type Engine, openEngine } from '@clew/engine';
import { SpanBatchBuilder } from '@clew/model';
import { decodeOtlpJson, decodeOtlpProtobuf } from '@clew/protocols/otlp';
import {
  type ArbitraryRequest,
  arbitraryRequest,
} from '@clew/protocols/testing/arbitrary-request.ts';
import {
  encodeJson,
  encodeMessage,
  wholeMessage,
} from '@clew/protocols/testing/reference-encoder.ts';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadDefinitions } from '../grpc/service-definitions.ts';
import { AnyClient, closeClients, queryGrpcServer } from '../query-grpc/testing/query-clients.ts';
import { queryServer } from './testing/query-server.ts';

const REQUEST = 'ExportTraceServiceRequest';
const SERVICE = 'jaeger.api_v3.QueryService';

let engine: Engine;
let app: FastifyInstance;
let grpc: AnyClient;

beforeAll(async () => {
  engine = await openEngine({});
  app = queryServer(engine);
  const definitions = loadDefinitions('jaeger/api_v3/query_service.proto');
  const service = definitions[SERVICE] as unknown as Record<string, object>;
  const asBytes = { ...service['GetTrace'], responseDeserialize: (bytes: Buffer) => bytes };
  const raw = { ...definitions, [SERVICE]: { ...service, GetTrace: asBytes } };
  grpc = new AnyClient(
    await queryGrpcServer(engine),
    raw as unknown as typeof definitions,
    SERVICE,
  );
});
afterAll(async () => {
  await closeClients();
  await engine.close();
});

interface Link {
  readonly traceId: string;
  readonly spanId: string;
}
interface Attribute {
  readonly key: string;
}
/** A span with all that it is under. */
interface Row {
  readonly resource: object;
  readonly resourceSchemaUrl: string;
  readonly scope: object;
  readonly scopeSchemaUrl: string;
  readonly span: {
    readonly spanId: string;
    readonly status: object | null;
    readonly links: readonly Link[];
    readonly attributes: readonly Attribute[];
  };
}
interface Message {
  readonly resourceSpans: readonly {
    readonly resource: object | null;
    readonly schemaUrl: string;
    readonly scopeSpans: readonly {
      readonly scope: object | null;
      readonly schemaUrl: string;
      readonly spans: readonly Row['span'][];
    }[];
  }[];
}

const NO_RESOURCE = wholeMessage('Resource', {});
const NO_SCOPE = wholeMessage('InstrumentationScope', {});
const NO_STATUS = wholeMessage('Status', {});

/** The spans of messages in order of their ids, which are unique in a request. */
function rowsOf(...messages: readonly object[]): readonly Row[] {
  return (withUnsetValues(messages) as readonly Message[])
    .flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ resource, schemaUrl: resourceSchemaUrl, scopeSpans }) =>
        scopeSpans.flatMap(({ scope, schemaUrl: scopeSchemaUrl, spans }) =>
          spans.map((span) => ({
            ...{ resource: resource ?? NO_RESOURCE, resourceSchemaUrl },
            ...{ scope: scope ?? NO_SCOPE, scopeSchemaUrl },
            span: { ...span, status: span.status ?? NO_STATUS },
          })),
        ),
      ),
    )
    .sort((a, b) => (a.span.spanId < b.span.spanId ? -1 : 1));
}

/** Every AnyValue that nothing is set of as null, whether it is there or not. */
function withUnsetValues<T>(of: T): T {
  if (typeof of !== 'object' || of === null) return of;
  if (Array.isArray(of)) return of.map(withUnsetValues) as T;
  const entries = Object.entries(of).map(([key, value]: [string, unknown]) => {
    const isUnset = key === 'value' && Object.keys(value ?? {}).length === 0;
    return [key, isUnset ? null : withUnsetValues(value)];
  });
  return Object.fromEntries(entries) as T;
}

/** A message in OTLP’s JSON, or version 3’s answer with one. */
function ofJson(body: string): object {
  const base64Ids = (key: string, value: unknown): unknown =>
    /^(?:traceId|spanId|parentSpanId)$/.test(key)
      ? Buffer.from(value as string, 'hex').toString('base64')
      : value;
  const answer = JSON.parse(body, base64Ids);
  return wholeMessage(REQUEST, answer.result ?? answer);
}

interface SentSpan {
  readonly parentSpanId?: Uint8Array;
}
interface SentFields {
  readonly resourceSpans?: readonly {
    readonly scopeSpans?: readonly { readonly spans?: readonly SentSpan[] }[];
  }[];
}

let traces = 0;

/** The fields of a request whose spans are one trace that was not yet, with some of them another's parent. */
function asTrace({ fields }: ArbitraryRequest): { traceId: string; fields: object } {
  const traceId = (++traces).toString(16).padStart(32, '0');
  let spans = 0;
  const { resourceSpans } = fields as SentFields;
  return {
    traceId,
    fields: {
      resourceSpans: resourceSpans?.map((resource) => ({
        ...resource,
        scopeSpans: resource.scopeSpans?.map((scope) => ({
          ...scope,
          spans: scope.spans?.map((span) => {
            const { parentSpanId } = span;
            const isLocal = parentSpanId !== undefined && parentSpanId.length > 0 && spans % 2 > 0;
            const parent = isLocal ? { parentSpanId: spanId(spans) } : {};
            return {
              ...span,
              ...{ traceId: Uint8Array.from(Buffer.from(traceId, 'hex')), ...parent },
              spanId: spanId(++spans),
            };
          }),
        })),
      })),
    },
  };
}

function spanId(number: number): Uint8Array {
  return Uint8Array.from([1, 2, 3, 4, 5, 6, 7, number]);
}

/** What was sent as it is kept: ids that a link does not have are zeros. */
function kept(fields: object): readonly Row[] {
  return rowsOf(wholeMessage(REQUEST, encodeMessage(REQUEST, fields))).map((row) => ({
    ...row,
    span: {
      ...row.span,
      links: row.span.links.map((link) => ({
        ...link,
        traceId: link.traceId || base64(16),
        spanId: link.spanId || base64(8),
      })),
    },
  }));
}

function base64(zeros: number): string {
  return Buffer.alloc(zeros).toString('base64');
}

/** The trace by each API that answers in OTLP, as it was stored. */
async function rawAnswers(traceId: string): Promise<Readonly<Record<string, readonly Row[]>>> {
  const v3 = await app.inject(`/api/v3/traces/${traceId}?rawTraces=true`);
  const file = await app.inject(`/api/clew/v1/traces/${traceId}/otlp.json`);
  const messages = await grpc.messages<Buffer>('GetTrace', { trace_id: traceId, raw_traces: true });
  return {
    'version 3 over HTTP': rowsOf(ofJson(v3.body)),
    'version 3 over gRPC': rowsOf(...messages.map((bytes) => wholeMessage(REQUEST, bytes))),
    'a file': rowsOf(ofJson(file.body)),
  };
}

const writes = {
  'Protocol Buffers': (fields: object, builder: SpanBatchBuilder) =>
    decodeOtlpProtobuf(encodeMessage(REQUEST, fields), builder),
  JSON: (fields: object, builder: SpanBatchBuilder) => decodeOtlpJson(encodeJson(fields), builder),
} as const;

async function write(encoding: keyof typeof writes, fields: object): Promise<void> {
  const builder = new SpanBatchBuilder();
  expect(writes[encoding](fields, builder).rejected).toEqual(new Map());
  await engine.write(builder.finish(), { tenant: '' });
}

/** Some requests, each of them a trace, and what is kept of each. */
const arbitraryTraces = fc
  .array(
    arbitraryRequest.filter(({ spans }) => spans.length > 0),
    { minLength: 1, maxLength: 4 },
  )
  .map((requests) =>
    requests.map(asTrace).map((trace) => ({ ...trace, sent: kept(trace.fields) })),
  );

const RUNS = 12;
const PATIENCE = 60_000;

describe.each(['Protocol Buffers', 'JSON'] as const)(
  'a trace that came as OTLP in %s',
  (encoding) => {
    test(
      'goes out as OTLP with nothing lost, from the head and from a segment',
      async () => {
        await fc.assert(
          fc.asyncProperty(arbitraryTraces, async (traces) => {
            for (const { fields } of traces) await write(encoding, fields);
            for (const place of ['head', 'segment']) {
              for (const { traceId, sent } of traces) {
                for (const [how, answered] of Object.entries(await rawAnswers(traceId))) {
                  expect(answered, `${how}, from a ${place}`).toEqual(sent);
                }
              }
              await engine.flush();
            }
          }),
          { numRuns: RUNS },
        );
      },
      PATIENCE,
    );

    test(
      'is adjusted only by warnings and without links to nothing',
      async () => {
        await fc.assert(
          fc.asyncProperty(arbitraryTraces, async (traces) => {
            for (const { traceId, fields, sent } of traces) {
              await write(encoding, fields);
              const { body } = await app.inject(`/api/v3/traces/${traceId}`);
              expect(rowsOf(ofJson(body)).map(withoutWarnings)).toEqual(
                sent.map(withoutEmptyLinks),
              );
            }
          }),
          { numRuns: RUNS },
        );
      },
      PATIENCE,
    );
  },
);

function withoutWarnings({ span, ...row }: Row): Row {
  const attributes = span.attributes.filter(({ key }) => key !== '@jaeger@warnings');
  return { ...row, span: { ...span, attributes } };
}

function withoutEmptyLinks({ span, ...row }: Row): Row {
  const links = span.links.filter(
    ({ traceId, spanId }) => traceId !== base64(16) && spanId !== base64(8),
  );
  return { ...row, span: { ...span, links } };
}
