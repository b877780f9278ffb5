// Trace ids of 64 and of 128 bits in one trace, from the receivers to the query APIs.
import { SpanBatch, SpanBatchReader } from '@clew/model';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { effectiveConfig, OPTION_KEYS, OPTIONS } from '../config/index.ts';
import { startAllInOne } from './all-in-one.ts';
import type { Running } from './running.ts';

const LOWER = '0123456789abcdef';
const WHOLE = `f1e2d3c4b5a69788${LOWER}`;

const running: Running[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

async function started(strictTraceId: 'on' | 'off'): Promise<Running> {
  const ports = OPTION_KEYS.filter((key) => /^:\d+$/.test(OPTIONS[key].default));
  const { config } = effectiveConfig({
    environment: {},
    flags: {
      ...Object.fromEntries(ports.map((key) => [key, ':0'])),
      ...{ storage: 'memory', strictTraceId },
    },
  });
  const context = { logger: pino({ level: 'silent' }), version: '1', uiDirectory: '/nowhere' };
  const one = await startAllInOne(config, context);
  running.push(one);
  return one;
}

function where(one: Running, what: string): string {
  return one.addresses.find((address) => address.what === what)?.where ?? '';
}

/** The server's half, over OTLP, with 128 bits. */
async function sendWhole(one: Running): Promise<void> {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'stock' } }] };
  const span = {
    ...{ traceId: WHOLE, spanId: '0000000000000002', parentSpanId: '0000000000000001' },
    ...{ name: 'count', kind: 2 },
    ...{ startTimeUnixNano: '1795451101190030000', endTimeUnixNano: '1795451101190040000' },
  };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(where(one, 'OTLP over HTTP'), { method: 'POST', body, headers });
  expect(answer.status).toBe(200);
}

/** The client's half, as Zipkin's JSON, with 64 bits. */
async function sendHalf(one: Running): Promise<void> {
  const span = {
    ...{ traceId: LOWER, id: '0000000000000001', kind: 'CLIENT', name: 'get' },
    ...{ timestamp: 1_795_451_101_190_000, duration: 90 },
    localEndpoint: { serviceName: 'shop' },
  };
  const body = JSON.stringify([span]);
  const headers = { 'content-type': 'application/json' };
  const url = `${where(one, 'Zipkin')}/api/v2/spans`;
  expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(202);
}

/** The trace ids of a trace's spans in each API. */
async function idsIn(one: Running, id: string): Promise<unknown> {
  const api = where(one, 'web app and query API');
  const jaeger = (await (await fetch(`${api}/api/traces/${id}`)).json()) as {
    data: { spans: { traceID: string }[] }[] | null;
  };
  const clew = await fetch(`${api}/api/clew/v1/traces/${id}`);
  const zipkin = await fetch(`${where(one, 'Zipkin')}/api/v2/trace/${id}`);
  const batch = clew.ok ? new SpanBatch(new Uint8Array(await clew.arrayBuffer())) : undefined;
  return {
    jaeger: (jaeger.data ?? []).flatMap(({ spans }) => spans.map((span) => span.traceID)),
    clew:
      batch === undefined
        ? []
        : [...new SpanBatchReader(batch).spans()].map((span) => span.traceId),
    zipkin: zipkin.ok
      ? ((await zipkin.json()) as { traceId: string }[]).map((span) => span.traceId)
      : [],
  };
}

const both = [WHOLE, WHOLE];

describe('with --strict-trace-id off', () => {
  test.each([
    ['the longer', [sendWhole, sendHalf]],
    ['the shorter', [sendHalf, sendWhole]],
  ])(
    'both halves of a trace are found by either id, also when %s id comes first',
    async (_, sends) => {
      const one = await started('off');
      for (const send of sends) await send(one);
      for (const id of [LOWER, WHOLE]) {
        expect(await idsIn(one, id)).toEqual({ jaeger: both, clew: both, zipkin: both });
      }
      const api = where(one, 'web app and query API');
      const found = await (
        await fetch(`${api}/api/traces?service=stock&lookback=custom&start=0`)
      ).json();
      expect(found).toMatchObject({ data: [{ traceID: WHOLE, spans: [{}, {}] }] });
      const range = 'endTs=1795451200000&lookback=86400000';
      const calls = await fetch(`${where(one, 'Zipkin')}/api/v2/dependencies?${range}`);
      expect(await calls.json()).toEqual([{ parent: 'shop', child: 'stock', callCount: 1 }]);
    },
  );
});

test('by default both halves are traces of their own', async () => {
  const one = await started('on');
  await sendWhole(one);
  await sendHalf(one);
  expect(await idsIn(one, WHOLE)).toEqual({ jaeger: [WHOLE], clew: [WHOLE], zipkin: [WHOLE] });
  expect(await idsIn(one, LOWER)).toEqual({
    ...{ jaeger: [LOWER], clew: [LOWER.padStart(32, '0')] },
    zipkin: [LOWER],
  });
});
