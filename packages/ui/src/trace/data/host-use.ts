// Which machines a trace reached: spans counted by host.
import { hostOf, instanceOf, type Resource, type Span, valueText } from '@clew/model';
import type { HostUse } from './trace.ts';

/** Where a process ran. */
export interface Place {
  readonly host: string;
  readonly address: string;
  readonly instance: string;
}

/** Where clients put the machine's address: it is shown beside a name. */
const ADDRESS_KEYS: readonly string[] = ['host.ip', 'ip', 'net.host.ip'];

function addressOf(resource: Resource): string {
  const found = resource.attributes.find(({ key }) => ADDRESS_KEYS.includes(key));
  if (found === undefined) return '';
  const { value } = found;
  const text = Array.isArray(value) ? value.map(valueText).join(', ') : valueText(value);
  // Jaeger's Python client writes "None" where it knows no address.
  return text === 'None' ? '' : text;
}

const places = new WeakMap<Resource, Place>();

/** Where the process ran that a resource describes. Worked out once for each resource, which spans share. */
export function placeOf(resource: Resource): Place {
  let place = places.get(resource);
  if (place === undefined) {
    place = {
      host: hostOf(resource),
      address: addressOf(resource),
      instance: instanceOf(resource),
    };
    places.set(resource, place);
  }
  return place;
}

/** A place in one line: host · instance, as far as they are known. */
export function placeText(place: Place): string {
  return [place.host, place.instance].filter((part) => part !== '').join(' · ');
}

/** The machines that spans name, busiest first; spans that name none are left out. */
export function hostsOf(spans: readonly Span[], isError: (row: number) => boolean): HostUse[] {
  const hosts = new Map<
    string,
    { addresses: Set<string>; instances: Set<string>; services: Set<string>; counts: number[] }
  >();
  spans.forEach(({ resource }, row) => {
    const { host, address, instance } = placeOf(resource);
    if (host === '') return;
    let use = hosts.get(host);
    if (use === undefined) {
      use = { addresses: new Set(), instances: new Set(), services: new Set(), counts: [0, 0] };
      hosts.set(host, use);
    }
    if (address !== '' && address !== host) use.addresses.add(address);
    if (instance !== '') use.instances.add(instance);
    use.services.add(resource.serviceName);
    use.counts[0] = (use.counts[0] ?? 0) + 1;
    if (isError(row)) use.counts[1] = (use.counts[1] ?? 0) + 1;
  });
  return [...hosts]
    .map(([host, use]) => ({
      host,
      address: [...use.addresses].join(', '),
      instances: [...use.instances],
      services: [...use.services],
      spanCount: use.counts[0] ?? 0,
      errorCount: use.counts[1] ?? 0,
    }))
    .sort((a, b) => b.spanCount - a.spanCount);
}
