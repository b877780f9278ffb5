import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../decode-result.ts';
import { countItems } from './index.ts';
import type { OtherSignal } from './other-signals.ts';

// After the published field numbers, as far as the way to the items needs it.
const { root } = protobuf.parse(`
syntax = "proto3";
message Metrics { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { repeated ScopeMetrics scope_metrics = 2; string schema_url = 3; }
message ScopeMetrics { repeated Metric metrics = 2; string schema_url = 3; }
message Metric {
  string name = 1; string unit = 3;
  oneof data {
    Points gauge = 5; Points sum = 7; Points histogram = 9; Points exponential_histogram = 10; Points summary = 11;
  }
}
message Points { repeated Point data_points = 1; int32 aggregation_temporality = 2; }
message Point { fixed64 time_unix_nano = 3; double as_double = 4; }
message Logs { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { repeated ScopeLogs scope_logs = 2; }
message ScopeLogs { repeated LogRecord log_records = 2; }
message LogRecord { fixed64 time_unix_nano = 1; string severity_text = 3; }
message Profiles { repeated ResourceProfiles resource_profiles = 1; }
message ResourceProfiles { repeated ScopeProfiles scope_profiles = 2; }
message ScopeProfiles { repeated Profile profiles = 2; }
message Profile { fixed64 time_unix_nano = 3; }
`);

const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });
const points = few(fc.record({ timeUnixNano: fc.nat(), asDouble: fc.double() })).map(
  (dataPoints) => ({ dataPoints, aggregationTemporality: 2 }),
);
const metric = fc
  .tuple(
    fc.constantFrom('gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'),
    points,
    fc.string(),
  )
  .map(([kind, data, name]) => ({ fields: { name, [kind]: data }, count: data.dataPoints.length }));

/** Random requests of a signal, and how many items they have. */
function requests(
  signal: OtherSignal,
): fc.Arbitrary<{ readonly fields: object; readonly count: number }> {
  const [type, items] = {
    metrics: ['Metrics', 'metrics'],
    logs: ['Logs', 'logRecords'],
    profiles: ['Profiles', 'profiles'],
  }[signal] as [string, string];
  const item: fc.Arbitrary<{ readonly fields: object; readonly count: number }> =
    signal === 'metrics'
      ? metric
      : fc.nat().map((time) => ({ fields: { timeUnixNano: time }, count: 1 }));
  return few(few(few(item))).map((resources) => ({
    fields: {
      [`resource${type}`]: resources.map((scopes) => ({
        [`scope${type}`]: scopes.map((list) => ({ [items]: list.map(({ fields }) => fields) })),
      })),
    },
    count: resources.flat(2).reduce((sum, { count }) => sum + count, 0),
  }));
}

const types = { metrics: 'Metrics', logs: 'Logs', profiles: 'Profiles' } as const;

describe.each(['metrics', 'logs', 'profiles'] as const)('a request of %s', (signal) => {
  const encode = (fields: object) => root.lookupType(types[signal]).encode(fields).finish();
  const json = (fields: object) => Buffer.from(JSON.stringify(fields));

  test('has as many items as it has, in either encoding', () => {
    fc.assert(
      fc.property(requests(signal), ({ fields, count }) => {
        expect(countItems(signal, 'protobuf', encode(fields))).toBe(count);
        expect(countItems(signal, 'json', json(fields))).toBe(count);
      }),
    );
  });

  test('may be empty or have unknown fields', () => {
    expect(countItems(signal, 'protobuf', new Uint8Array(0))).toBe(0);
    expect(countItems(signal, 'json', json({}))).toBe(0);
    expect(countItems(signal, 'json', json({ odd: [{ logRecords: [1] }] }))).toBe(0);
  });

  test.each(['', '{', '[', 'null}', '{"resourceLogs":[{]}'])('is not "%s" as JSON', (text) => {
    expect(() => countItems(signal, 'json', Buffer.from(text))).toThrow(DecodeError);
  });

  test('is counted or refused, however it is damaged', () => {
    fc.assert(
      fc.property(requests(signal), fc.nat(), fc.nat(255), ({ fields }, at, byte) => {
        for (const encoding of ['protobuf', 'json'] as const) {
          const body = Uint8Array.from(encoding === 'json' ? json(fields) : encode(fields));
          if (body.length > 0) body[at % body.length] = byte;
          try {
            expect(countItems(signal, encoding, body)).toBeLessThanOrEqual(body.length);
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
        }
      }),
    );
  });
});
