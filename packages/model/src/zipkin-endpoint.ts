// The endpoints of a span from Zipkin, which its attributes stand for.
import { type Attribute, valueText } from './attribute.ts';
import type { Span } from './span.ts';
import { compareText } from './trace-summary.ts';
import { ZipkinFlag } from './zipkin-flags.ts';

/** Where a span was recorded, or what it called; what is empty or 0 is missing. */
export interface ZipkinEndpoint {
  readonly service: string;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly port: number;
}

/** The endpoint that recorded a span. */
export function localEndpointOf({ resource }: Span): ZipkinEndpoint {
  const addresses = resource.attributes.filter(({ key }) => key === 'net.host.ip');
  const port = resource.attributes.findLast(({ key }) => key === 'net.host.port');
  return endpointOf(resource.serviceName, addresses, port);
}

/** The other side of a call, and the attributes that are tags. */
export function remoteEndpointOf({ attributes, flags }: Span): {
  readonly remote: ZipkinEndpoint;
  readonly tags: readonly Attribute[];
} {
  // They were appended after the tags; of equal keys those of the endpoint are the last.
  const tags = [...attributes];
  const take = (key: string, isTaken: (one: Attribute) => boolean = () => true): Attribute[] => {
    const index = tags.findLastIndex((one) => one.key === key && isTaken(one));
    return index < 0 ? [] : tags.splice(index, 1);
  };
  // A tag is a text, an endpoint's port a number.
  const [port] = take('net.peer.port', ({ value }) => typeof value === 'bigint');
  const addresses = [
    ...((flags & ZipkinFlag.remoteIpv6) === 0 ? [] : take('net.peer.ip')),
    ...((flags & ZipkinFlag.remoteIpv4) === 0 ? [] : take('net.peer.ip')),
  ];
  const [service] = (flags & ZipkinFlag.remoteService) === 0 ? [] : take('peer.service');
  const name = service === undefined ? '' : valueText(service.value);
  return { remote: endpointOf(name, addresses, port), tags };
}

function endpointOf(
  service: string,
  addresses: readonly Attribute[],
  port: Attribute | undefined,
): ZipkinEndpoint {
  const texts = addresses.map(({ value }) => valueText(value));
  return {
    service: service.toLowerCase(),
    ipv4: texts.find((text) => !text.includes(':')) ?? '',
    ipv6: texts.find((text) => text.includes(':')) ?? '',
    port: Number(port?.value ?? 0),
  };
}

/** The attributes of an endpoint's addresses and port, by the prefix of their keys. */
export function addressAttributes(
  prefix: 'net.host' | 'net.peer',
  { ipv4, ipv6, port }: ZipkinEndpoint,
): readonly Attribute[] {
  return [
    ...[ipv4, ipv6].filter((ip) => ip !== '').map((value) => ({ key: `${prefix}.ip`, value })),
    ...(port === 0 ? [] : [{ key: `${prefix}.port`, value: BigInt(port) }]),
  ];
}

/** What two endpoints say together; undefined where they contradict each other. */
export function joinedEndpoints(a: ZipkinEndpoint, b: ZipkinEndpoint): ZipkinEndpoint | undefined {
  const agrees =
    (a.service === b.service || a.service === '' || b.service === '') &&
    (a.ipv4 === b.ipv4 || a.ipv4 === '' || b.ipv4 === '') &&
    (a.ipv6 === b.ipv6 || a.ipv6 === '' || b.ipv6 === '') &&
    (a.port === b.port || a.port === 0 || b.port === 0);
  return agrees ? filledEndpoint(a, b) : undefined;
}

/** An endpoint, with what it does not say from another. */
export function filledEndpoint(a: ZipkinEndpoint, b: ZipkinEndpoint): ZipkinEndpoint {
  return {
    service: a.service || b.service,
    ipv4: a.ipv4 || b.ipv4,
    ipv6: a.ipv6 || b.ipv6,
    port: a.port || b.port,
  };
}

/** Those who say nothing come first, those without a name last, as Zipkin sorts them. */
export function compareEndpoints(a: ZipkinEndpoint, b: ZipkinEndpoint): number {
  if (isNone(a) || isNone(b)) return Number(isNone(b)) - Number(isNone(a));
  return (
    compareMissingLast(a.service, b.service) ||
    compareMissingLast(a.ipv4, b.ipv4) ||
    compareMissingLast(a.ipv6, b.ipv6)
  );
}

function isNone({ service, ipv4, ipv6, port }: ZipkinEndpoint): boolean {
  return service === '' && ipv4 === '' && ipv6 === '' && port === 0;
}

function compareMissingLast(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return compareText(a, b);
}
