import { describe, expect, test } from 'vitest';
import { BatchTooLargeError } from './column.ts';
import {
  batchOf,
  type Span,
  SpanBatch,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanCopier,
  SpanFormat,
  SpanKind,
  StatusCode,
  spanObject,
} from './index.ts';

const richSpan: Span = {
  traceId: '0102030405060708090a0b0c0d0e0f10',
  spanId: 'a1a2a3a4a5a6a7a8',
  parentSpanId: 'b1b2b3b4b5b6b7b8',
  name: '查询库存',
  kind: SpanKind.client,
  start: 1_795_451_575_466_551_123n,
  duration: 2_259_000n,
  status: StatusCode.error,
  statusMessage: '库存不足',
  flags: 0x101,
  traceState: 'vendor=1',
  format: SpanFormat.otlp,
  attributes: [
    { key: 'text', value: 'x'.repeat(300) },
    { key: 'yes', value: true },
    { key: 'no', value: false },
    { key: 'int', value: -17n },
    { key: 'double', value: 0.25 },
    { key: 'bytes', value: Uint8Array.of(0, 1, 255) },
    { key: 'list', value: ['a', 1n, [2.5, null]] },
    { key: 'map', value: { entries: [{ key: 'k', value: { entries: [] } }] } },
    { key: 'text', value: 'a key may repeat' },
    { key: '', value: null },
  ],
  droppedAttributesCount: 3,
  events: [
    { time: 5n, name: 'first', attributes: [], droppedAttributesCount: 0 },
    {
      time: 1_795_451_575_466_551_124n,
      name: 'exception',
      attributes: [{ key: 'exception.type', value: 'Error' }],
      droppedAttributesCount: 2,
    },
  ],
  droppedEventsCount: 1,
  links: [
    {
      traceId: 'ff'.repeat(16),
      spanId: 'ee'.repeat(8),
      traceState: 'a=b',
      flags: 1,
      attributes: [{ key: 'opentracing.ref_type', value: 'follows_from' }],
      droppedAttributesCount: 4,
    },
  ],
  droppedLinksCount: 5,
  warnings: ['first', 'second'],
  resource: {
    serviceName: 'goods-srv',
    attributes: [
      { key: 'host.name', value: 'node-3' },
      { key: 'service.name', value: 'goods-srv' },
    ],
    schemaUrl: 'https://opentelemetry.io/schemas/1.30.0',
    droppedAttributesCount: 6,
  },
  scope: {
    name: 'http',
    version: '1.2.3',
    attributes: [{ key: 'scope.key', value: 'v' }],
    schemaUrl: 'https://opentelemetry.io/schemas/1.29.0',
    droppedAttributesCount: 7,
  },
};

const plainSpan: Span = {
  traceId: '0'.repeat(31).concat('1'),
  spanId: '0'.repeat(15).concat('2'),
  parentSpanId: '',
  name: '',
  kind: SpanKind.unspecified,
  start: 0n,
  duration: 0xffff_ffff_ffff_ffffn,
  status: StatusCode.unset,
  statusMessage: '',
  flags: 0,
  traceState: '',
  format: SpanFormat.jaeger,
  attributes: [],
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  warnings: [],
  resource: { serviceName: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
  scope: { name: '', version: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
};

function spansOf(batch: SpanBatch): Span[] {
  return [...new SpanBatchReader(batch).spans()].map(spanObject);
}

describe('a span batch', () => {
  test('gives back every field of every span it was built from', () => {
    const spans = [richSpan, plainSpan, { ...richSpan, spanId: 'c1c2c3c4c5c6c7c8' }];
    expect(spansOf(batchOf(spans))).toEqual(spans);
  });

  test('reads the same from its bytes, also from an unaligned place in memory', () => {
    const { bytes } = batchOf([richSpan, plainSpan]);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(spansOf(new SpanBatch(shifted.subarray(3)))).toEqual([richSpan, plainSpan]);
  });

  test('keeps a resource and a scope once, however many spans share them', () => {
    const batch = batchOf(Array.from({ length: 100 }, () => richSpan));
    // Number 0 of each is the empty one.
    expect(batch.resourceService.length).toBe(2);
    expect(batch.scopeName.length).toBe(2);
  });

  test('stops interning the values of a key that do not repeat, and reads them back all the same', () => {
    const spans = Array.from({ length: 200 }, (_, i) => ({
      ...plainSpan,
      attributes: [
        { key: 'unique', value: `value-${i}` },
        { key: 'repeating', value: `value-${i % 3}` },
      ],
    }));
    const batch = batchOf(spans);
    expect(batch.plainEnd.length).toBeGreaterThan(150);
    expect(batch.symbolEnd.length).toBeLessThan(40);
    expect(spansOf(batch)).toEqual(spans);
  });

  test('refuses bytes that are no batch, are cut off or are of another version', () => {
    const { bytes } = batchOf([richSpan]);
    expect(() => new SpanBatch(bytes.slice(0, 8))).toThrow('too few');
    expect(() => new SpanBatch(bytes.slice(0, bytes.length - 8))).toThrow('in a run of');
    expect(() => new SpanBatch(bytes.slice().fill(0, 0, 4))).toThrow('no span batch');
    expect(() => new SpanBatch(bytes.slice().fill(9, 4, 5))).toThrow('batch version 9');
  });
});

describe('a builder', () => {
  test('takes back a dropped span with its attributes, events, links and extras', () => {
    const builder = new SpanBatchBuilder();
    const copier = new SpanCopier(batchOf([plainSpan, richSpan]), builder);
    copier.copy(1);
    builder.beginSpan();
    builder.setDroppedAttributes(9);
    builder.setKind(5);
    builder.attributes.setKey(Uint8Array.of(65), 0, 1);
    builder.attributes.boolean(true);
    builder.beginEvent();
    builder.eventAttributes.setKey(Uint8Array.of(65), 0, 1);
    builder.eventAttributes.double(1);
    builder.endEvent(1, 0, 0, 3);
    builder.beginLink();
    builder.endLink(new Uint8Array(16), 0, new Uint8Array(8), 0, 0, 0, 4);
    builder.dropSpan();
    copier.copy(0);
    expect(spansOf(builder.finish())).toEqual([richSpan, plainSpan]);
  });

  test('rolls a failed request back to its mark', () => {
    const builder = new SpanBatchBuilder();
    const copier = new SpanCopier(batchOf([plainSpan, richSpan]), builder);
    copier.copy(0);
    const mark = builder.mark();
    copier.copy(1);
    builder.rollback(mark);
    copier.copy(1);
    expect(spansOf(builder.finish())).toEqual([plainSpan, richSpan]);
  });

  test('starts empty again after clear and leaves finished batches alone', () => {
    const builder = new SpanBatchBuilder();
    new SpanCopier(batchOf([richSpan]), builder).copy(0);
    const before = builder.finish();
    builder.clear();
    new SpanCopier(batchOf([plainSpan]), builder).copy(0);
    expect(spansOf(before)).toEqual([richSpan]);
    expect(spansOf(builder.finish())).toEqual([plainSpan]);
  });

  test('cuts a duration that ends past what 64 bits of nanoseconds can tell', () => {
    const late = { ...plainSpan, start: 0xffff_ffff_0000_0000n, duration: 0x1_0000_0000n };
    expect(spansOf(batchOf([late]))[0]?.duration).toBe(0xffff_ffffn);
    const fits = { ...late, duration: 0xffff_ffffn };
    expect(spansOf(batchOf([fits]))[0]?.duration).toBe(0xffff_ffffn);
  });

  test('refuses a request that would take far more memory than it has bytes, and works on after it', () => {
    const builder = new SpanBatchBuilder();
    const nothing = new Uint8Array(16);
    builder.beginSpan();
    expect(() => {
      for (let i = 0; i < 10_000_000; i++) builder.endLink(nothing, 0, nothing, 0);
    }).toThrow('send smaller requests');
    builder.dropSpan();
    builder.clear();
    new SpanCopier(batchOf([richSpan]), builder).copy(0);
    expect(spansOf(builder.finish())).toEqual([richSpan]);
    expect(builder.byteSize).toBeLessThan(10_000);
  });

  test('refuses texts that are each another once they take more than was allowed, also in a span that never ends', () => {
    const builder = new SpanBatchBuilder();
    const text = new Uint8Array(4);
    const words = new DataView(text.buffer);
    builder.allow(200_000);
    builder.beginSpan();
    let keys = 0;
    expect(() => {
      for (; keys < 1_000_000; keys++) {
        words.setUint32(0, keys);
        builder.attributes.setKey(text, 0, 4);
        builder.attributes.empty();
      }
    }).toThrow(BatchTooLargeError);
    expect(keys).toBeLessThan(20_000);
  });

  test('has a number for each batch that no other one has', () => {
    const [first, second] = [new SpanBatchBuilder(), new SpanBatchBuilder()];
    const numbers = [first.batchNumber, second.batchNumber];
    first.finish();
    expect(first.batchNumber).toBe(numbers[0]);
    first.clear();
    expect(new Set([...numbers, first.batchNumber]).size).toBe(3);
  });

  test('grows past its first capacity', () => {
    const spans = Array.from({ length: 3000 }, (_, i) => ({ ...plainSpan, start: BigInt(i) }));
    expect(spansOf(batchOf(spans)).map((span) => span.start)).toEqual(
      spans.map((span) => span.start),
    );
  });
});
