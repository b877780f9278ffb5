import { SpanBatchBuilder, SpanBatchReader } from '@clew/model';
import { decodeSegment } from '@clew/protocols/skywalking';
import {
  encodeSegment,
  plainReference,
  plainSegment,
  plainSpan,
} from '@clew/protocols/skywalking/testing/segment-encoder.ts';
import { expect, test } from 'vitest';
import { SpanContext } from '../span-context.ts';
import type { Carrier } from './propagator.ts';
import { Sw8Codec } from './sw8-codec.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const sender = { serviceName: '订单', instance: '7@10.0.0.9' };

let errors = 0;
const codec = new Sw8Codec({
  sender,
  metrics: { decodingErrors: { increment: () => (errors += 1) } },
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function headerOf(traceId: string, segmentId: string, number: string | number): string {
  return `1-${base64(traceId)}-${base64(segmentId)}-${number}-c2hvcA==-c2hvcC0x-L291dA==-ZGI=`;
}

function written(fields: Parameters<typeof SpanContext.remote>[0]): Carrier {
  const carrier: Carrier = {};
  const context = SpanContext.remote(fields);
  if (context) codec.inject(context, carrier);
  return carrier;
}

/** Whether a context names what a segment of an agent is decoded to. */
function expectSpan(context: SpanContext | null, segment: Parameters<typeof encodeSegment>[0]) {
  const builder = new SpanBatchBuilder();
  decodeSegment(encodeSegment(segment), builder);
  const [span] = [...new SpanBatchReader(builder.finish()).spans()];
  expect(context?.traceIdStr?.padStart(32, '0')).toBe(span?.traceId);
  expect(context?.spanIdStr?.padStart(16, '0')).toBe(span?.spanId);
  expect(context?.isSampled()).toBe(true);
}

test.each([
  [
    'skywalking-backend-js 0.9.0',
    '1-MDNjY2ViYTczOTkwNGExNDk4NjRhNzdmZTIwODQwZjc=-MDk5MjhlOTVlYTQ4NDIyZDk1OTlmNjk0MWYxZTdmYTI=-1-c2hvcA==-c2hvcC0x-L291dA==-MTI3LjAuMC4xOjQxNjA5',
    '03cceba739904a149864a77fe20840f7',
    '09928e95ea48422d9599f6941f1e7fa2',
  ],
  [
    'apache-skywalking 1.2.0',
    '1-YTM4MzRlYzRlOGVlMTFmMWE4YjUwMmZjMDAwMDAwMDE=-YTM4MzRiMThlOGVlMTFmMWE4YjUwMmZjMDAwMDAwMDE=-1-c2hvcA==-c2hvcC0x-L2dvb2Rz-Z29vZHM6ODA4MA==',
    'a3834ec4e8ee11f1a8b502fc00000001',
    'a3834b18e8ee11f1a8b502fc00000001',
  ],
  [
    'an agent whose ids are texts',
    headerOf('5d1ab2a4.41.16500000000000001', '5d1ab2a4.41.16500000000000000', 1),
    '5d1ab2a4.41.16500000000000001',
    '5d1ab2a4.41.16500000000000000',
  ],
])('a header of %s names the span that its segment is decoded to', (_name, sw8, trace, segment) => {
  const context = codec.extract({ SW8: ` ${sw8}` });
  const spans = [{ ...plainSpan, spanId: 1, parentSpanId: 0 }];
  expectSpan(context, { ...plainSegment, traceId: trace, traceSegmentId: segment, spans });
});

test('what is written becomes the parent of the segment of the agent that reads it', () => {
  const spanId = '00f067aa0ba902b7';
  const sw8 = written({ traceId: TRACE_ID, spanId, flags: 1 })['sw8'];
  const fields = String(sw8).split('-');
  const texts = fields.map((field) => Buffer.from(field, 'base64').toString());
  expect([fields[0], texts[1], fields[3], ...texts.slice(4)]).toEqual([
    ...['1', TRACE_ID, '0', sender.serviceName, sender.instance, sender.serviceName, 'unknown'],
  ]);
  const ref = {
    ...plainReference,
    traceId: texts[1] as string,
    parentTraceSegmentId: texts[2] as string,
    parentSpanId: Number(fields[3]),
  };
  const builder = new SpanBatchBuilder();
  const spans = [{ ...plainSpan, refs: [ref] }];
  decodeSegment(encodeSegment({ ...plainSegment, traceId: texts[1] as string, spans }), builder);
  const [span] = [...new SpanBatchReader(builder.finish()).spans()];
  expect([span?.traceId, span?.parentSpanId]).toEqual([TRACE_ID, spanId]);
});

test('a trace id of 64 bits is written with zeros before it, so that it is the same everywhere', () => {
  const [, trace = ''] = String(written({ traceId: 'ab', spanId: '2', flags: 1 })['sw8']).split(
    '-',
  );
  expect(Buffer.from(trace, 'base64').toString()).toBe('ab'.padStart(32, '0'));
});

test('what is debugged or not decided yet is passed on, and what is not recorded without its ids', () => {
  expect(written({ traceId: 'a', spanId: 'b', flags: 3 })['sw8']).toMatch(/^1-/);
  expect(written({ traceId: 'a', spanId: 'b' })['sw8']).toMatch(/^1-/);
  expect(written({ traceId: 'a', spanId: 'b', flags: 0 })).toEqual({ sw8: '0---0----' });
  expect(written({ baggage: { k: 'v' } })).toEqual({});
});

test.each([
  ['this tracer', '0---0----'],
  ['the agent for Python', '1-------'],
  ['the agent for Node.js', ''],
])('a header without ids of %s is a decision against recording', (_name, sw8) => {
  const context = codec.extract({ sw8 });
  expect([context?.isValid, context?.samplingFinalized, context?.isSampled()]).toEqual([
    ...[false, true, false],
  ]);
});

test('a header that says it is not to be recorded is not, with its ids', () => {
  const context = codec.extract({ sw8: headerOf(TRACE_ID, 's', 3).replace('1', '0') });
  expect([context?.isValid, context?.isSampled()]).toEqual([true, false]);
});

test.each([
  ['something else', 'x'],
  ['too few fields', headerOf(TRACE_ID, 's', 0).split('-').slice(0, 7).join('-')],
  ['too many fields', `${headerOf(TRACE_ID, 's', 0)}-`],
  ['another sample', headerOf(TRACE_ID, 's', 0).replace('1', '2')],
  ['a negative number', headerOf(TRACE_ID, 's', -1)],
  ['a number of too many bits', headerOf(TRACE_ID, 's', 2 ** 31)],
  ['no number', headerOf(TRACE_ID, 's', '')],
  ['no segment', headerOf(TRACE_ID, '', 0)],
  ['no trace', headerOf('', 's', 0)],
  ['a trace of zeros', headerOf('0'.repeat(32), 's', 0)],
  ['no Base64', headerOf(TRACE_ID, 's', 0).replace(base64(TRACE_ID), '@@@')],
  ['an id without end', headerOf('x'.repeat(257), 's', 0)],
  ['a header without end', headerOf(TRACE_ID, 's', 0) + 'x'.repeat(8192)],
])('%s is counted and not read', (_name, sw8) => {
  errors = 0;
  expect(codec.extract({ sw8 })).toBeNull();
  expect(errors).toBe(1);
});

test('no header is no context', () => {
  expect(codec.extract({})).toBeNull();
  expect(codec.extract({ sw8: 7 })).toBeNull();
});
