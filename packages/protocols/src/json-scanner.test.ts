import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError } from './decode-result.ts';
import { JsonKeys } from './json-keys.ts';
import { IdState } from './json-reader.ts';
import { JsonScanner, OBJECT_END } from './json-scanner.ts';

const RUNS = { numRuns: 2000 };

function scannerOf(text: string | Uint8Array): JsonScanner {
  const scanner = new JsonScanner();
  scanner.open(Buffer.from(text));
  return scanner;
}

/** Whether a text is one value of JSON, as the scanner sees it. */
function isJson(text: string | Uint8Array): boolean {
  const scanner = scannerOf(text);
  try {
    scanner.skipValue();
    scanner.end();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return false;
  }
}

function isParsed(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function textOf(json: string): string {
  const scanner = scannerOf(json);
  scanner.readText();
  expect(scanner.fault).toBe(0);
  return Buffer.from(scanner.text.subarray(scanner.textStart, scanner.textEnd)).toString();
}

/** What the words say after a method has read an integer; undefined after a fault. */
function integer(json: string, read: (scanner: JsonScanner) => void): bigint | undefined {
  const scanner = scannerOf(json);
  read(scanner);
  scanner.end();
  if (scanner.fault !== 0) return undefined;
  return (BigInt(scanner.high) << 32n) | BigInt(scanner.low >>> 0);
}

const signed = (json: string) => integer(json, (scanner) => scanner.readInt64());
const unsigned = (json: string) => {
  const bits = integer(json, (scanner) => scanner.readUint64());
  return bits === undefined ? undefined : BigInt.asUintN(64, bits);
};

/** Texts that are nearly JSON. */
const pieces = fc.array(
  fc.constantFrom(
    ...['{', '}', '[', ']', ',', ':', '"', '\\', '"a"', '"\\u00e9"', '\\u', '\\n', '\\x', '\\"'],
    ...['true', 'false', 'null', 'tru', 'nul', 'NaN', '-', '0', '1', '9', '.', 'e', 'E', '+'],
    ...[
      '-0',
      '1e5',
      '1.5',
      '01',
      '1.',
      '.5',
      ' ',
      '\n',
      '\t',
      '\r',
      '\v',
      '\u00a0',
      '\u0000',
      '\u001f',
      '\u007f',
      'é',
    ],
    ...['{"a":1}', '[1,2]', '{"a":[{}]}', '[[]]', '\ufeff', '//', "'a'"],
  ),
  { maxLength: 12 },
);

describe('the JSON scanner', () => {
  test('takes what JSON.parse takes and refuses what that refuses', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        // A body may have one byte order mark before it.
        expect(isJson(text)).toBe(isParsed(text.replace(/^\ufeff/, '')));
      }),
      { numRuns: 20_000 },
    );
  });

  test('takes any JSON, whatever white space is in it, and refuses it cut off', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, '\t', '\r\n'), fc.nat(), (json, space, cut) => {
        const text = JSON.stringify(JSON.parse(json), null, space);
        expect(isJson(text)).toBe(true);
        const part = text.slice(0, cut % text.length);
        expect(isJson(part)).toBe(isParsed(part));
      }),
      RUNS,
    );
  });

  test('reads any text as JSON.parse does, escapes, pairs and halves of pairs among them', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t'),
      fc.constantFrom('\\u0000', '\\u00E9', '\\u20ac', '\\ud83d', '\\uDE00', '\\ud83d\\ude00'),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (units) => {
        const json = `"${units.map((one) => (one < ' ' || one === '"' || one === '\\' ? 'x' : one)).join('')}"`;
        expect(textOf(json)).toBe(JSON.parse(json).toWellFormed());
      }),
      RUNS,
    );
  });

  test('leaves bytes that are no UTF-8 as they are', () => {
    expect(isJson(Uint8Array.of(0x22, 0xff, 0xc3, 0x22))).toBe(true);
    expect(textOf('"\u007f"')).toBe('\u007f');
  });

  test('reads any number as JSON.parse does', () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,24})(\.\d{1,24})?([eE][+-]?\d{1,3})?$/);
    fc.assert(
      fc.property(fc.oneof(digits, fc.double().map(String)), fc.boolean(), (text, isNegative) => {
        const json = `${isNegative ? '-' : ''}${text}`;
        if (!isParsed(json)) return;
        const scanner = scannerOf(json);
        expect(Object.is(scanner.readDouble(), JSON.parse(json))).toBe(true);
        scanner.end();
        expect(scanner.fault).toBe(0);
      }),
      RUNS,
    );
  });

  test.each(['-0', '1e300', '-1e-300', '1e999', '0.1', '123456789012345.6', '9007199254740993'])(
    'reads the number %s as JSON.parse does',
    (json) => expect(scannerOf(json).readDouble()).toBe(JSON.parse(json)),
  );

  test('reads integers of 64 bits exactly, as numbers and as texts', () => {
    const least = -(1n << 63n);
    fc.assert(
      fc.property(
        fc.bigInt({ min: least * 4n, max: -least * 4n }),
        fc.boolean(),
        (value, isText) => {
          const json = isText ? `"${value}"` : String(value);
          expect(signed(json)).toBe(value >= least && value < -least ? value : undefined);
          expect(unsigned(json)).toBe(value >= 0n && value < -least * 2n ? value : undefined);
        },
      ),
      RUNS,
    );
  });

  test.each([
    ...[
      ['0', 0n],
      ['-0', 0n],
      ['"-0"', 0n],
      ['"007"', 7n],
      ['1e3', 1000n],
      ['2.0', 2n],
    ],
    ...[
      ['null', 0n],
      ['-9223372036854775808', -(1n << 63n)],
      ['4294967296', 1n << 32n],
    ],
    ...[
      ['9223372036854775808', undefined],
      ['1.5', undefined],
      ['1e300', undefined],
    ],
    ...[
      ['""', undefined],
      ['"-"', undefined],
      ['" 1"', undefined],
      ['"1e3"', undefined],
    ],
    ...[
      ['"000000000000000000001"', undefined],
      ['true', undefined],
      ['[1]', undefined],
    ],
  ] as const)('reads the integer %s as %s', (json, value) => expect(signed(json)).toBe(value));

  test('reads ids in either case, padded where they may be short', () => {
    const target = new Uint8Array(8).fill(0xee);
    expect(scannerOf('"00000000DeadBeef"').readId(target, 8)).toBe(IdState.valid);
    expect(Buffer.from(target).toString('hex')).toBe('00000000deadbeef');
    expect(scannerOf('"abc"').readId(target, 8, 1)).toBe(IdState.valid);
    expect(Buffer.from(target).toString('hex')).toBe('0000000000000abc');
    expect(scannerOf('"abc"').readId(target, 8)).toBe(IdState.wrong);
    expect(scannerOf('"00000000deadbeeg"').readId(target, 8)).toBe(IdState.wrong);
    expect(scannerOf('"0000000000000000"').readId(target, 8)).toBe(IdState.zero);
    expect(scannerOf('""').readId(target, 8)).toBe(IdState.absent);
    expect(scannerOf('null').readId(target, 8)).toBe(IdState.absent);
    expect(scannerOf('{}').readId(target, 8)).toBe(IdState.wrong);
  });

  test('finds keys however they are written, and no others', () => {
    const names = ['traceId', 'spanId', 'name', 'kind', 'd', 'dd', 'ddd', 'name1'];
    const keys = new JsonKeys(...names);
    const json = '{"n\\u0061me":1,"":2,"nam":3,"ddd":4,"name1":5,"kinD":6}';
    const scanner = scannerOf(json);
    const found: string[] = [];
    scanner.enterObject();
    for (let key = scanner.nextKey(keys); key !== OBJECT_END; key = scanner.nextKey(keys)) {
      found.push(names[key - 1] ?? '');
      scanner.skipValue();
    }
    expect(found).toEqual(['name', '', '', 'ddd', 'name1', '']);
  });
});
