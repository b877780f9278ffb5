// For tests only: random spans as Zipkin's API answers them, every field set or not.
import fc from 'fast-check';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const lower = text.map((one) => one.toLowerCase());
const micros = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

/** Ids of so many bytes that are not zero. */
const id = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .filter((bytes) => (bytes[0] as number) !== 0)
    .map((bytes) => Buffer.from(bytes).toString('hex'));

const endpoint = fc
  .record(
    {
      serviceName: lower,
      ipv4: fc.ipV4(),
      ipv6: fc.constantFrom('2001:db8::c001', '::1', 'fe80::1'),
      port: fc.integer({ min: 1, max: 65_535 }),
    },
    { requiredKeys: [] },
  )
  .map((one) => (Object.keys(one).length === 0 ? undefined : one));

/** Keys that stand for something else with other clients. */
const knownKeys = [
  ...['error', 'otel.status_code', 'otel.status_description', 'otel.scope.name'],
  ...['otel.scope.version', 'service.version', 'host.name', 'peer.service', 'net.peer.ip'],
  ...['net.peer.port', 'net.host.ip', 'w3c.tracestate', 'span.kind'],
];
const key = fc
  .oneof(fc.constantFrom(...knownKeys), text)
  .filter((one) => one !== '__proto__' && one !== 'service.name');
const value = fc.oneof(fc.constantFrom('OK', 'ERROR', 'false', 'true', ''), text);

/** A span as Zipkin answers it, but for tags in any order. */
export const arbitraryZipkinSpan = fc
  .record(
    {
      traceId: fc.oneof(id(8), id(16)),
      ...{ id: id(8), parentId: id(8), name: lower, timestamp: micros, duration: micros },
      kind: fc.constantFrom('CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'),
      ...{ localEndpoint: endpoint, remoteEndpoint: endpoint },
      annotations: fc.uniqueArray(fc.record({ timestamp: micros, value: text }), {
        ...{ minLength: 1, maxLength: 3, selector: (one) => one.timestamp },
      }),
      tags: fc.dictionary(key, value, { minKeys: 1, maxKeys: 8, noNullPrototype: true }),
      debug: fc.constant(true),
      shared: fc.constant(true),
      isNamedTwice: fc.boolean(),
    },
    { requiredKeys: ['traceId', 'id', 'isNamedTwice'] },
  )
  .filter(({ id: own, parentId, timestamp, tags, annotations }) => {
    // A span without any time of its own gets its trace's, with a warning.
    return own !== parentId && (timestamp ?? annotations ?? tags) !== undefined;
  })
  .map(({ isNamedTwice, ...span }) => {
    const serviceName = span.localEndpoint?.serviceName;
    const tags = isNamedTwice && serviceName !== undefined ? { 'service.name': serviceName } : {};
    const all = { ...span.tags, ...tags };
    const { shared, ...others } = span;
    return {
      ...others,
      // Only a server shares its client's id.
      ...(shared && span.kind !== 'CLIENT' ? { shared } : {}),
      // A server's, where nobody says.
      ...(shared && span.kind === undefined ? { kind: 'SERVER' } : {}),
      ...(Object.keys(all).length === 0 ? {} : { tags: all }),
      ...(span.annotations === undefined
        ? {}
        : { annotations: span.annotations.toSorted((a, b) => a.timestamp - b.timestamp) }),
    };
  });
