// What a trace reached: spans counted by service and by machine.
import { placeOf } from './place.ts';
import { isError, type Trace } from './trace.ts';

/** A service's share of the trace. */
export interface ServiceUse {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** A machine that the request reached, and what ran there. */
export interface HostUse extends ServiceUse {
  readonly address: string;
  readonly instances: readonly string[];
  readonly services: readonly string[];
}

/** Services in the order in which they come up. */
export function serviceUsesOf(trace: Trace): readonly ServiceUse[] {
  const counts = countsOf(trace, trace.service, trace.services.length);
  return trace.services.map((name, index) => ({
    name,
    spanCount: counts.spans[index] ?? 0,
    errorCount: counts.errors[index] ?? 0,
  }));
}

/** The machines that spans name, busiest first; spans that name none are left out. */
export function hostUsesOf(trace: Trace): readonly HostUse[] {
  const counts = countsOf(trace, trace.host, trace.hosts.length);
  const known = new Map<string, ReturnType<typeof emptyHost>>();
  const seen = new Set<number>();
  for (let row = 0; row < trace.count; row++) {
    const index = trace.resourceIndex(row);
    if (seen.has(index)) continue;
    seen.add(index);
    const resource = trace.resourceOf(row);
    const { host, address, instance } = placeOf(resource);
    const use = known.get(host) ?? emptyHost();
    known.set(host, use);
    if (address !== '' && address !== host) use.addresses.add(address);
    if (instance !== '') use.instances.add(instance);
    use.services.add(resource.serviceName);
  }
  return trace.hosts
    .map((name, index) => {
      const use = known.get(name) ?? emptyHost();
      return {
        name,
        address: [...use.addresses].join(', '),
        instances: [...use.instances],
        services: [...use.services],
        spanCount: counts.spans[index] ?? 0,
        errorCount: counts.errors[index] ?? 0,
      };
    })
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.spanCount - a.spanCount);
}

function emptyHost() {
  return {
    addresses: new Set<string>(),
    instances: new Set<string>(),
    services: new Set<string>(),
  };
}

function countsOf(trace: Trace, group: Uint32Array, groups: number) {
  const spans = new Uint32Array(groups);
  const errors = new Uint32Array(groups);
  for (let row = 0; row < trace.count; row++) {
    const index = group[row] ?? 0;
    spans[index] = (spans[index] ?? 0) + 1;
    if (isError(trace, row)) errors[index] = (errors[index] ?? 0) + 1;
  }
  return { spans, errors };
}
