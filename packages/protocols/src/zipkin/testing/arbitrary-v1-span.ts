// For tests only: random spans of version 1 in JSON, whose annotations are often of two letters and of few hosts.
import fc from 'fast-check';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
const id = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .filter((bytes) => (bytes[0] as number) !== 0)
    .map((bytes) => Buffer.from(bytes).toString('hex'));
const micros = fc.integer({ min: 1, max: 2 ** 52 });
const endpoint = fc.option(
  fc.record(
    {
      serviceName: fc.oneof(fc.constantFrom('a', 'b', 'A'), text),
      ...{ ipv4: fc.constantFrom('10.0.0.1', '1.2.3.4'), ipv6: fc.constant('2001:db8::1') },
      port: fc.integer({ min: 1, max: 65_535 }),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
const letters = fc.constantFrom(...'cs cr sr ss ms mr ws wr'.split(' '));
/** A span of version 1, of any of its fields. */
export const arbitraryV1Span = fc.record(
  {
    ...{ traceId: fc.oneof(id(8), id(16)), id: id(8), parentId: id(8), name: text },
    ...{ timestamp: micros, duration: micros, debug: fc.boolean() },
    annotations: fc.array(
      fc.record({ timestamp: micros, value: fc.oneof(letters, text), endpoint }),
      { maxLength: 30 },
    ),
    binaryAnnotations: fc.array(
      fc.record({
        key: fc.oneof(fc.constantFrom('sa', 'ca', 'ma', 'lc', 'error', 'service.name'), text),
        value: fc.oneof(text, fc.constant(''), fc.boolean(), fc.integer(), fc.constant(0.5)),
        endpoint,
      }),
      { maxLength: 6 },
    ),
  },
  { requiredKeys: ['traceId', 'id'] },
);
