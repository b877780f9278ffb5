// Jaeger's older clients send IPv4 addresses as numbers.

/** The dotted form of an IPv4 address given as a number, of which the lowest 32 bits count. */
export function ipv4Text(address: bigint | number): string {
  const bits = typeof address === 'bigint' ? Number(BigInt.asUintN(32, address)) : address >>> 0;
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join('.');
}
