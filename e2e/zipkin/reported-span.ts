/** Where a span was recorded, or what it called. */
export interface Endpoint {
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

/** A span, or a piece of one, as a client reports it and as Zipkin's API answers it. */
export interface ReportedSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly kind?: 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER' | undefined;
  readonly name?: string | undefined;
  /** Unix microseconds. */
  readonly timestamp?: number | undefined;
  /** Microseconds. */
  readonly duration?: number | undefined;
  readonly localEndpoint?: Endpoint | undefined;
  readonly remoteEndpoint?: Endpoint | undefined;
  readonly annotations?:
    | readonly { readonly timestamp: number; readonly value: string }[]
    | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly debug?: boolean | undefined;
  readonly shared?: boolean | undefined;
}
