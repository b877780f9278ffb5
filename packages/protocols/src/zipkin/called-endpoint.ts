// What a span that did not come from Zipkin called, or was called by: Zipkin draws its dependencies by that.
import { type AttributeValue, type Span, SpanKind, valueText } from '@clew/model';
import { type Endpoint, endpointOf } from './endpoint.ts';

/**
 * Attributes that name the other side, the most telling first, by OpenTelemetry's semantic conventions old and new, and
 * OpenTracing's. https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/#otlp---zipkin
 */
const names: readonly string[] = [
  'peer.service',
  'server.address',
  'net.peer.name',
  'server.socket.domain',
  'net.sock.peer.name',
  'peer.hostname',
  'peer.address',
  'db.name',
];
const addresses: readonly string[] = [
  'network.peer.address',
  'server.socket.address',
  'net.sock.peer.addr',
  'net.peer.ip',
  'peer.ipv4',
  'peer.ipv6',
];
const ports: readonly string[] = [
  'network.peer.port',
  'server.socket.port',
  'net.sock.peer.port',
  'server.port',
  'net.peer.port',
  'peer.port',
];

/** The other side of a call, where the span says anything of it. */
export function calledEndpointOf({ attributes, kind }: Span): Endpoint | undefined {
  const values = new Map<string, AttributeValue>();
  for (const { key, value } of attributes) if (!values.has(key)) values.set(key, value);
  // Whose span is served says nothing of itself but by `peer.service`: the other names would be one's own.
  const calls = kind === SpanKind.client || kind === SpanKind.producer;
  const texts = (keys: readonly string[]): readonly string[] =>
    keys.flatMap((key) => {
      const value = values.get(key);
      const text = value === undefined ? '' : valueText(value);
      return text === '' ? [] : [text];
    });
  if (!calls) return endpointOf(texts(['peer.service'])[0] ?? '', [], 0);
  return endpointOf(texts(names)[0] ?? '', texts(addresses), Number(texts(ports)[0] ?? 0));
}
