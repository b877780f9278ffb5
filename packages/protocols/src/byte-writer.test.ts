import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import { ThriftBinaryWriter } from './jaeger/thrift-binary-writer.ts';
import { ThriftCompactReader } from './jaeger/thrift-compact-reader.ts';
import { ThriftCompactWriter } from './jaeger/thrift-compact-writer.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { ThriftBinaryReader } from './thrift/thrift-binary-reader.ts';
import type { ThriftReader } from './thrift/thrift-reader.ts';

const texts = fc.oneof(
  fc.string({ maxLength: 300, unit: 'grapheme' }),
  fc.string({ maxLength: 300, unit: 'binary' }),
  fc.string({ minLength: 30, maxLength: 60 }),
  fc.integer({ min: 0, max: 70_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 0, max: 9000 }).map((length) => '链'.repeat(length)),
);
const words = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

function written(writer: ByteWriter): Uint8Array {
  return writer.bytes.slice(0, writer.length);
}

/** What UTF-8 makes of a text: half of a pair of surrogates becomes U+FFFD. */
function asUtf8(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));
}

function runOf({ bytes, start, end }: ThriftReader): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, end));
}

test('compact Thrift reads back the texts and integers that were written', () => {
  const reader = new ThriftCompactReader();
  fc.assert(
    fc.property(fc.array(fc.tuple(texts, words, words), { maxLength: 8 }), (values) => {
      const writer = new ThriftCompactWriter(16);
      for (const [text, high, low] of values) {
        writer.lengthAndText(text);
        writer.i64(high, low);
        writer.i32(low);
      }
      reader.open(written(writer));
      for (const [text, high, low] of values) {
        reader.run();
        expect(runOf(reader)).toBe(asUtf8(text));
        reader.int64();
        expect([reader.high | 0, reader.low | 0]).toEqual([high, low]);
        expect(reader.int32()).toBe(low);
      }
    }),
  );
});

test('binary Thrift reads back the texts, integers and doubles that were written', () => {
  const reader = new ThriftBinaryReader();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(texts, words, words, fc.double()), { maxLength: 8 }),
      (values) => {
        const writer = new ThriftBinaryWriter(16);
        for (const [text, high, low, double] of values) {
          writer.string(text);
          writer.i64(high, low);
          writer.doubleBigEndian(double);
        }
        reader.open(written(writer));
        for (const [text, high, low, double] of values) {
          reader.run();
          expect(runOf(reader)).toBe(asUtf8(text));
          reader.int64();
          expect([reader.high | 0, reader.low | 0]).toEqual([high, low]);
          expect(reader.double()).toBe(double);
        }
      },
    ),
  );
});

test('safe integers are written as 64-bit integers of both signs', () => {
  const compact = new ThriftCompactReader();
  const binary = new ThriftBinaryReader();
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const compactWriter = new ThriftCompactWriter();
      compactWriter.i64OfNumber(value);
      const binaryWriter = new ThriftBinaryWriter();
      binaryWriter.i64OfNumber(value);
      for (const [reader, writer] of [
        [compact, compactWriter],
        [binary, binaryWriter],
      ] as const) {
        reader.open(written(writer));
        reader.int64();
        const read = (BigInt(reader.high | 0) << 32n) | BigInt(reader.low >>> 0);
        expect(read).toBe(BigInt(value));
      }
    }),
  );
});

test('nested Protocol Buffers messages of any length get the right lengths', () => {
  const reader = new ProtobufReader();
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 6 }), texts, (inner, outer) => {
      const writer = new ProtobufWriter(16);
      const start = writer.begin(0x0a);
      for (const text of inner) writer.stringField(0x12, text);
      const nested = writer.begin(0x1a);
      writer.bytesField(0x0a, new Uint8Array(inner.length * 50));
      writer.end(nested);
      writer.end(start);
      writer.stringField(0x12, outer);
      const bytes = written(writer);
      reader.open(bytes);
      expect(reader.tag(bytes.length)).toBe(0x0a);
      const length = reader.uint32(bytes.length);
      const end = reader.at + length;
      const read: string[] = [];
      while (reader.at < end) {
        if (reader.tag(end) === 0x12) read.push(textOf(reader, end));
        else expect(textOf(reader, end).length).toBeGreaterThan(inner.length * 50);
      }
      expect(read).toEqual(inner.map(asUtf8));
      expect(reader.tag(bytes.length)).toBe(0x12);
      expect(textOf(reader, bytes.length)).toBe(asUtf8(outer));
      expect(reader.fault).toBe(0);
    }),
  );
});

function textOf(reader: ProtobufReader, end: number): string {
  const length = reader.uint32(end);
  const start = reader.at;
  reader.at += length;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return decoder.decode(reader.bytes.subarray(start, start + length));
}

test('a writer that is emptied gives back memory that it needed once', () => {
  const writer = new ByteWriter(64);
  writer.raw(new Uint8Array(1 << 20));
  writer.clear(1024);
  expect(writer.length).toBe(0);
  expect(writer.bytes.length).toBe(1024);
});

test('what comes after dropped bytes moves to the front', () => {
  const writer = new ByteWriter(8);
  writer.raw(Uint8Array.of(1, 2, 3, 4, 5));
  writer.drop(3);
  expect([...written(writer)]).toEqual([4, 5]);
});
