// What stores count is held against the reference store and a real Zipkin; here is what one trace gives.
import { expect, test } from 'vitest';
import { type EndpointRows, eachEndpointCall, endpointOf } from './endpoint-calls.ts';
import { SpanKind } from './span-kind.ts';
import { resourceOf } from './testing/plain-span.ts';

const { unspecified, client, server } = SpanKind;

interface Row {
  readonly id: string;
  readonly parent?: string;
  readonly kind?: number;
  readonly service?: string;
  readonly ip?: string;
  readonly remote?: string;
  readonly shared?: boolean;
  readonly failed?: boolean;
}

function callsOf(...rows: readonly Row[]): readonly string[] {
  const columns: EndpointRows = {
    count: rows.length,
    spanIds: rows.map((row) => row.id),
    parentIds: rows.map((row) => row.parent ?? ''),
    kinds: rows.map((row) => row.kind ?? unspecified),
    endpoints: rows.map(({ service = '', ip = '' }) => ({ service, ipv4: ip, ipv6: '', port: '' })),
    remoteServices: rows.map((row) => row.remote ?? ''),
    failed: rows.map((row) => row.failed === true),
    shared: rows.map((row) => row.shared === true),
  };
  const calls: string[] = [];
  eachEndpointCall(columns, (parent, child, failed) => {
    calls.push(`${parent} ${child}${failed ? ' failed' : ''}`);
  });
  return calls;
}

test('a trace of no spans, or of spans that go round in a circle, has no calls', () => {
  expect(callsOf()).toEqual([]);
  expect(
    callsOf(
      { id: '1', parent: '2', kind: server, service: 'a' },
      { id: '2', parent: '1', kind: server, service: 'b' },
    ),
  ).toEqual([]);
});

test('a client that gives the name of the service it calls for its own is linked with its caller', () => {
  expect(
    callsOf(
      { id: '1', kind: server, service: 'web' },
      { id: '2', parent: '1', kind: client, service: 'mysql', failed: true },
    ),
  ).toEqual(['web mysql']);
});

test('a child of two servers that share an id stands under that of its own service and address', () => {
  const at = (service: string, ip: string) => ({ service, ip });
  expect(
    callsOf(
      { id: '1', kind: client, ...at('web', '10.0.0.1') },
      { id: '1', kind: server, shared: true, ...at('shop', '10.0.0.2') },
      { id: '1', kind: server, shared: true, ...at('stock', '10.0.0.3') },
      { id: '2', parent: '1', kind: client, ...at('stock', '10.0.0.3'), remote: 'mysql' },
    ).toSorted(),
  ).toEqual(['stock mysql', 'web shop', 'web stock']);
});

test('of a server in pieces the first tells whether it shares the id of its client', () => {
  const halves = [
    { id: '1', kind: client, service: 'web', ip: '10.0.0.1' },
    { id: '1', kind: server, service: 'shop', ip: '10.0.0.2' },
  ];
  expect(callsOf(...halves)).toEqual(['web shop']);
  const piece = { id: '1', service: 'shop' };
  expect(callsOf(...halves, { ...piece, ip: '10.0.0.2' })).toEqual(['web shop']);
});

test('a long chain of spans is walked without recursion', () => {
  const count = 100_000;
  const rows = Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(16, '0'),
    parent: index === 0 ? '' : String(index - 1).padStart(16, '0'),
    kind: server,
    service: `s${index % 2}`,
  }));
  expect(callsOf(...rows)).toHaveLength(count - 1);
});

test('an endpoint has the first address of each kind', () => {
  const attributes = [
    { key: 'net.host.ip', value: '2001:db8::1' },
    { key: 'net.host.ip', value: '10.0.0.1' },
    { key: 'net.host.ip', value: '10.0.0.2' },
    { key: 'net.host.port', value: 80n },
  ];
  expect(endpointOf({ ...resourceOf({ 'service.name': 'shop' }), attributes })).toEqual({
    ...{ service: 'shop', ipv4: '10.0.0.1', ipv6: '2001:db8::1', port: '80' },
  });
});
