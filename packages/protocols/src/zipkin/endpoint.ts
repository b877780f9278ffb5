/** Where a span was recorded, or what it called. */
export interface Endpoint {
  /** Lower case, as Zipkin keeps it. */
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

/** An endpoint without what is empty or zero; undefined when that is everything. */
export function endpointOf(
  serviceName: string,
  addresses: readonly string[],
  port: number,
): Endpoint | undefined {
  const ipv4 = addresses.find((address) => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address));
  const ipv6 = addresses.find((address) => address.includes(':'));
  const isPort = Number.isInteger(port) && port > 0 && port < 65_536;
  if (serviceName === '' && ipv4 === undefined && ipv6 === undefined && !isPort) return undefined;
  return {
    ...(serviceName === '' ? {} : { serviceName: serviceName.toLowerCase() }),
    ...(ipv4 === undefined ? {} : { ipv4 }),
    ...(ipv6 === undefined ? {} : { ipv6 }),
    ...(isPort ? { port } : {}),
  };
}
