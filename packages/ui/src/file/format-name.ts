import type { TraceFileFormat } from '@clew/protocols/trace-file';

/** How the formats are called, in every language. */
export const FORMAT_NAMES: Readonly<Record<TraceFileFormat, string>> = {
  jaeger: 'Jaeger JSON',
  otlp: 'OTLP JSON',
  zipkin: 'Zipkin JSON',
};
