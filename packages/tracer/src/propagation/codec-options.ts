import type { Metrics } from '../metrics/metrics.ts';

/** Where a codec counts contexts that it could not read. */
export type CodecMetrics = Pick<Metrics, 'decodingErrors'>;

/** Options of the codecs that write baggage as Jaeger does; jaeger-client's. */
export interface TextCodecOptions {
  /** Whether values are percent-encoded, as HTTP headers need it; not by default. */
  readonly urlEncoding?: boolean | undefined;
  /** What the keys of baggage items start with in a carrier; 'uberctx-' by default. */
  readonly baggagePrefix?: string | undefined;
  /** Counts contexts that cannot be read; nothing is counted by default. */
  readonly metrics?: CodecMetrics | undefined;
}

/** Counts nothing. */
export const NO_CODEC_METRICS: CodecMetrics = { decodingErrors: { increment() {} } };
