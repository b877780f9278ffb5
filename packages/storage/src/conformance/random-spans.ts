// fast-check arbitraries of spans from small alphabets, so that ties, duplicates, missing parents,
// several roots and values that are equal in number but not in type come up all the time.
import {
  type Attribute,
  type AttributeValue,
  type Span,
  type SpanEvent,
  SpanFormat,
  SpanKind,
  type SpanLink,
  StatusCode,
  ZipkinFlag,
} from '@clew/model';
import fc from 'fast-check';
import { resourceOf, SUITE_TIME, spanId } from './sample-spans.ts';

/** Trace ids that random spans have. */
export const RANDOM_TRACE_IDS: readonly string[] = [
  `${'0'.repeat(31)}1`,
  `${'0'.repeat(31)}2`,
  `${'0'.repeat(15)}1${'0'.repeat(16)}`,
  `80${'0'.repeat(30)}`,
  'f'.repeat(32),
  // Several, so that a search tells more than that some span of many matched.
  ...Array.from({ length: 7 }, (_, index) => `${index}a`.repeat(16)),
];

/** Names of services that random spans have; the empty one among them. */
export const RANDOM_SERVICES: readonly string[] = ['', 'a', 'b', 'c', '🧶', '！'];

/** Names of spans. */
export const RANDOM_NAMES: readonly string[] = ['', 'x', 'y', 'toString'];

/** Keys of attributes, wherever they stand. */
export const RANDOM_KEYS: readonly string[] = ['', 'k', 'l', '__proto__'];

/** When spans start: few times, so that there are ties, and the ends of what 64 bits hold. */
export const RANDOM_STARTS: readonly bigint[] = [
  ...[0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n],
  // Most lie about now.
  ...[0n, 1n, 2n, 1_000_000n, 86_400_000_000_000n].map((after) => SUITE_TIME + after),
  ...[0n, 1n, 2n, 3n, 4n].map((after) => SUITE_TIME + after),
];

/** How long spans take. */
export const RANDOM_DURATIONS: readonly bigint[] = [0n, 1n, 2n, 1_000_000n, 2n ** 32n, 2n ** 53n];

/** Values that a query can compare with, some equal in number or text only. */
export const RANDOM_COMPARABLES: readonly (string | number | bigint | boolean)[] = [
  ...['', '1', 'a', 'b', '🧶', '！', 'true', 'x'.repeat(300)],
  ...[1n, 1, 0n, 0, -0, 1.5, -1n, 2n ** 53n, 2 ** 53, 2n ** 53n + 1n, Number.POSITIVE_INFINITY],
  ...[true, false, Number.NaN],
];

const otherValues: readonly AttributeValue[] = [
  null,
  Uint8Array.of(97),
  ['a', 1n],
  { entries: [{ key: 'k', value: 'a' }] },
];

const parentIds = ['', '', ...[1, 2, 3, 4, 9].map(spanId)];

/** A key of an attribute, mostly the same. */
export const randomKey: fc.Arbitrary<string> = fc.constantFrom('k', 'k', 'k', ...RANDOM_KEYS);

const attributes: fc.Arbitrary<readonly Attribute[]> = fc.array(
  fc.record({
    key: randomKey,
    value: fc.constantFrom(...RANDOM_COMPARABLES, ...otherValues),
  }),
  { maxLength: 3 },
);

/** What names the service at the other end, as most spans do not. */
const peer: fc.Arbitrary<readonly Attribute[]> = fc.constantFrom<readonly Attribute[]>(
  ...[[], [], []],
  ...['a', 'b', '🧶', 'db', '', 7n].map((value) => [{ key: 'peer.service', value }]),
);

/** Few bits, those that Zipkin's spans have among them. */
const flags = fc.constantFrom(
  ...[0, 0, 1, 2 ** 32 - 1, ZipkinFlag.remoteService],
  ...[ZipkinFlag.shared, ZipkinFlag.shared | ZipkinFlag.remoteService],
);

const smallCount = fc.constantFrom(0, 0, 0, 1, 2 ** 32 - 1);

const event: fc.Arbitrary<SpanEvent> = fc.record({
  time: fc.constantFrom(...RANDOM_STARTS),
  name: fc.constantFrom(...RANDOM_NAMES),
  attributes,
  droppedAttributesCount: smallCount,
});

const link: fc.Arbitrary<SpanLink> = fc.record({
  traceId: fc.constantFrom(...RANDOM_TRACE_IDS),
  spanId: fc.constantFrom(...[1, 2].map(spanId)),
  traceState: fc.constantFrom('', 'a=b'),
  flags: smallCount,
  attributes,
  droppedAttributesCount: smallCount,
});

/** What names the host of a resource, if anything does. */
const host: fc.Arbitrary<readonly Attribute[]> = fc.constantFrom<readonly Attribute[]>(
  [],
  [{ key: 'host.name', value: 'm' }],
  [{ key: 'host.name', value: '' }],
  [{ key: 'ip', value: 0x0a_00_00_01n }],
  [
    { key: 'ip', value: '10.0.0.1' },
    { key: 'hostname', value: 'n' },
  ],
  [{ key: 'net.host.ip', value: '10.0.0.1' }],
  [
    { key: 'net.host.ip', value: '2001:db8::1' },
    { key: 'net.host.port', value: 80n },
  ],
);

const resource = fc
  .tuple(fc.constantFrom(...RANDOM_SERVICES), attributes, host, fc.constantFrom('', 'schema'))
  .map(([service, more, hosts, schemaUrl]) => ({
    ...resourceOf(service, [...more, ...hosts]),
    schemaUrl,
  }));

const scope = fc.record({
  name: fc.constantFrom('', 'http'),
  version: fc.constantFrom('', '1'),
  attributes,
  schemaUrl: fc.constant(''),
  droppedAttributesCount: smallCount,
});

/** A span; about one in a hundred has the identity of another. */
export const randomSpan: fc.Arbitrary<Span> = fc
  .record({
    traceId: fc.constantFrom(...RANDOM_TRACE_IDS),
    traceIdHigh: fc.constantFrom(undefined, undefined, undefined, '0000000100000000'),
    spanId: fc.constantFrom(...[1, 2, 3, 4].map(spanId)),
    parentSpanId: fc.constantFrom(...parentIds),
    name: fc.constantFrom(...RANDOM_NAMES),
    kind: fc.constantFrom(...Object.values(SpanKind)),
    start: fc.constantFrom(...RANDOM_STARTS),
    duration: fc.constantFrom(...RANDOM_DURATIONS),
    status: fc.constantFrom(...Object.values(StatusCode)),
    statusMessage: fc.constantFrom('', '', 'failed'),
    flags,
    traceState: fc.constantFrom('', '', 'vendor=1'),
    format: fc.constantFrom(...Object.values(SpanFormat)),
    attributes,
    droppedAttributesCount: smallCount,
    events: fc.array(event, { maxLength: 2 }),
    droppedEventsCount: smallCount,
    links: fc.array(link, { maxLength: 2 }),
    droppedLinksCount: smallCount,
    warnings: fc.array(fc.constantFrom('', 'doubtful', 'w'.repeat(300)), { maxLength: 2 }),
    resource,
    scope,
  })
  .chain((span) =>
    peer.map((named) => ({ ...span, attributes: [...span.attributes, ...named] }) satisfies Span),
  )
  // A batch cuts what would end past the end of time; cut it here, so that spans come back as they went.
  .map((span) => {
    const most = 2n ** 64n - 1n - span.start;
    return span.duration > most ? { ...span, duration: most } : span;
  });

/** The spans of one batch, maybe with duplicates. */
export const randomSpans: fc.Arbitrary<readonly Span[]> = fc.array(randomSpan, { maxLength: 8 });
