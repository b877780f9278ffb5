// What the OTLP receivers are given to read and write with.
import type { Decode } from '../pipeline/decode.ts';
import type { IngestResult } from '../pipeline/pipeline.ts';

/** How bodies are encoded. */
export type OtlpEncoding = 'protobuf' | 'json';

/** What OTLP has beside traces, which Clew does not keep. */
export type OtherSignal = 'metrics' | 'logs' | 'profiles';

/** The functions of `@clew/protocols/otlp`. */
export interface OtlpEncodings {
  readonly decode: Readonly<Record<OtlpEncoding, Decode>>;
  /** The response to an export request, to one of traces by default. */
  readonly encodeExportResponse: (
    encoding: OtlpEncoding,
    refused: number,
    errorMessage: string,
    signal?: OtherSignal,
  ) => Uint8Array;
  /** How many data points, log records or profiles a request has. */
  readonly countItems: (signal: OtherSignal, encoding: OtlpEncoding, body: Uint8Array) => number;
  /** A google.rpc.Status. */
  readonly encodeStatus: (encoding: OtlpEncoding, code: number, message: string) => Uint8Array;
}

/** The answer to a request that was taken in: a partial success where spans were refused. */
export function exportResponse(
  { encodeExportResponse }: OtlpEncodings,
  encoding: OtlpEncoding,
  { rejected }: IngestResult,
): Uint8Array {
  let count = 0;
  for (const spans of rejected.values()) count += spans;
  if (count === 0) return encodeExportResponse(encoding, 0, '');
  const reasons = [...rejected].map(([reason, spans]) => `${reason} (${spans})`);
  return encodeExportResponse(encoding, count, `spans were refused: ${reasons.join(', ')}`);
}
