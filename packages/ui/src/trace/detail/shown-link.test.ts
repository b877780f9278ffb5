import { type AttributeValue, hexEncode } from '@clew/model';
import { skyWalkingTraceId } from '@clew/protocols/skywalking-ids';
import { expect, test } from 'vitest';
import { shownLink } from './shown-link.ts';

const TEXT = 'Order7';
const TRACE = hexEncode(skyWalkingTraceId(TEXT) ?? new Uint8Array(), 0, 16);

function shown(values: Readonly<Record<string, AttributeValue>>, traceId = TRACE) {
  const attributes = Object.entries(values).map(([key, value]) => ({ key, value }));
  return shownLink({ traceId, attributes });
}

test('what an agent says of a reference is told once, in words where there are some', () => {
  const reference = {
    'sw8.ref_type': 'CrossProcess',
    'sw8.parent_segment_id': 's',
    'sw8.parent_span_id': 2n,
    'sw8.parent_service': 'shop',
    'sw8.parent_service_instance': 'shop-1',
    'sw8.parent_endpoint': 'POST:/orders',
    'sw8.address_used_at_peer': 'kafka:9092',
    'sw8.trace_id': TEXT,
    hop: 'x',
  };
  expect(shown(reference)).toEqual({
    type: 'CrossProcess',
    textId: TEXT,
    service: 'shop',
    endpoint: 'POST:/orders',
    rest: [
      { key: 'sw8.parent_segment_id', value: 's', word: 'segment' },
      { key: 'sw8.parent_span_id', value: 2n, word: 'spanNumber' },
      { key: 'sw8.parent_service_instance', value: 'shop-1', word: 'instance' },
      { key: 'sw8.address_used_at_peer', value: 'kafka:9092', word: 'address' },
      { key: 'hop', value: 'x', word: undefined },
    ],
  });
});

test('a name that is not the trace’s, and what is no text, stay among the attributes', () => {
  const link = { 'sw8.trace_id': 'another', 'sw8.parent_service': 7n, toString: 'x' };
  expect(shown(link)).toEqual({
    type: undefined,
    textId: undefined,
    service: '',
    endpoint: '',
    rest: Object.entries(link).map(([key, value]) => ({ key, value, word: undefined })),
  });
});

test('OpenTracing’s word for a reference counts', () => {
  const both = { 'opentracing.ref_type': 'follows_from', 'sw8.ref_type': 'CrossThread' };
  expect(shown(both).type).toBe('follows_from');
});
