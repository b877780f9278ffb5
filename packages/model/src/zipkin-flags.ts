// What Zipkin says of a span and the model has no field for.

/**
 * Bits of a span's `flags` where its format is Zipkin's. The lower eight are Jaeger's; debug is written as
 * `sampled | debug`. The others tell, of what a field or attribute may stand for, what was sent.
 */
export const ZipkinFlag = {
  sampled: 1,
  debug: 2,
  /** A server's span that has the id of its client's. */
  shared: 0x100,
  /** It was sent without a timestamp. */
  untimed: 0x200,
  /** The service's name was a tag `service.name`, too. */
  serviceTag: 0x400,
  /** The status was a tag `otel.status_code`. */
  statusTag: 0x800,
  /** The last attribute `peer.service` is the remote endpoint's name, and no tag. */
  remoteService: 0x1000,
  /** The last attributes `net.peer.ip` are the remote endpoint's addresses, as many as there are bits. */
  remoteIpv4: 0x2000,
  remoteIpv6: 0x4000,
} as const;
