import type { JaegerUiTrace } from '@clew/protocols/jaeger';
import { Client, credentials } from '@grpc/grpc-js';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { effectiveConfig } from '../config/index.ts';
import { startAllInOne } from './all-in-one.ts';
import type { Running } from './running.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const TRACE = '5d1ab2a4.41.16500000000000001';
const START = 1_795_451_126_286;

async function started(): Promise<Running> {
  const anyPort = ':0';
  const off = 'off';
  const { config } = effectiveConfig({
    environment: {},
    flags: {
      ...{ storage: 'memory', retention: 'off', ui: anyPort },
      ...{ skywalkingGrpc: anyPort, skywalkingHttp: anyPort },
      ...{ queryGrpc: off, otlpHttp: off, otlpGrpc: off, jaegerHttp: off, jaegerGrpc: off },
      ...{ jaegerUdpCompact: off, jaegerUdpBinary: off, sampling: off, zipkin: off, admin: off },
    },
  });
  const logger = pino({ level: 'silent' });
  const running = await startAllInOne(config, {
    ...{ logger, version: '1.2.3', uiDirectory: '/nowhere' },
  });
  closers.push(() => running.close());
  return running;
}

function where(running: Running, what: string): string {
  return running.addresses.find((address) => address.what === what)?.where ?? '';
}

/** A segment of one span, as an agent posts it; the second refers to the first. */
function segmentOf(segment: string, service: string, parent?: string): object {
  return {
    ...{ traceId: TRACE, traceSegmentId: segment, service, serviceInstance: 'lab@10.0.0.9' },
    spans: [
      {
        ...{ spanId: 0, parentSpanId: -1, startTime: START, endTime: START + 9 },
        ...{ operationName: '/buy', spanType: 'Entry', spanLayer: 'Http', componentId: 4002 },
        refs:
          parent === undefined
            ? []
            : [{ traceId: TRACE, parentTraceSegmentId: parent, parentSpanId: 0 }],
      },
    ],
  };
}

async function post(running: Running, ...segments: readonly object[]): Promise<number> {
  const answer = await fetch(`${where(running, 'SkyWalking over HTTP')}/v3/segments`, {
    method: 'POST',
    body: JSON.stringify(segments),
  });
  return answer.status;
}

test('a trace whose id is a text is found by it in every API, and its segments meet in any order', async () => {
  const running = await started();
  const api = new URL(where(running, 'web app and query API')).origin;
  // The one that is called comes first.
  expect(await post(running, segmentOf('s2', 'stock', 's1'))).toBe(200);
  expect(await post(running, segmentOf('s1', 'shop'))).toBe(200);
  const jaeger = async (path: string): Promise<readonly JaegerUiTrace[]> =>
    ((await (await fetch(`${api}${path}`)).json()) as { data: JaegerUiTrace[] }).data;
  const [trace] = await jaeger(`/api/traces/${TRACE}`);
  expect(trace?.traceID).toMatch(/^[\da-f]{32}$/);
  const root = trace?.spans.find(({ references }) => references.length === 0);
  const child = trace?.spans.find(({ references }) => references.length === 1);
  expect(child?.references).toMatchObject([{ refType: 'CHILD_OF', spanID: root?.spanID }]);
  expect(root?.tags).toEqual(
    expect.arrayContaining([
      { key: 'sw8.trace_id', type: 'string', value: TRACE },
      { key: 'component', type: 'string', value: 'Express' },
      { key: 'internal.span.format', type: 'string', value: 'skywalking' },
    ]),
  );
  expect(await jaeger(`/api/traces?traceID=${TRACE}`)).toHaveLength(1);
  const tag = encodeURIComponent(`sw8.trace_id:${TRACE}`);
  expect(await jaeger(`/api/traces?tag=${tag}&start=0&end=${START}999`)).toHaveLength(1);
  for (const path of [
    `/api/v3/traces/${TRACE}`,
    `/api/clew/v1/traces/${TRACE}`,
    `/api/clew/v1/traces/${TRACE}/skeleton`,
    `/api/clew/v1/traces/${TRACE}/spans`,
    `/api/clew/v1/traces/${TRACE}/jaeger.json`,
    `/api/traces/${trace?.traceID}`,
  ]) {
    expect((await fetch(`${api}${path}`)).status, path).toBe(200);
  }
});

test('a text that no trace has is still said to be no id', async () => {
  const running = await started();
  const api = new URL(where(running, 'web app and query API')).origin;
  for (const path of ['/api/traces/no.such.id', '/api/traces?traceID=no.such.id']) {
    const answer = await fetch(`${api}${path}`);
    expect([path, answer.status]).toEqual([path, 400]);
    expect(await answer.text()).toContain('must be 1 to 32 hex digits');
  }
});

test('agents over gRPC are answered', async () => {
  const running = await started();
  const client = new Client(where(running, 'SkyWalking over gRPC'), credentials.createInsecure());
  closers.push(() => client.close());
  const asIs = (bytes: Buffer): Buffer => bytes;
  const answer = new Promise<string>((resolve, reject) => {
    const call = client.makeClientStreamRequest(
      '/skywalking.v3.TraceSegmentReportService/collect',
      ...([asIs, asIs] as const),
      (error, response) => (error === null ? resolve(String(response)) : reject(error)),
    );
    // traceId "1", traceSegmentId "s", a span without a name, service "shop"
    call.end(Buffer.from('\n\x011\x12\x01s\x1a\x04\x10\x7f\x18\x01"\x04shop', 'latin1'));
  });
  expect(await answer).toBe('');
  const api = new URL(where(running, 'web app and query API')).origin;
  expect(await (await fetch(`${api}/api/services`)).json()).toMatchObject({ data: ['shop'] });
});
