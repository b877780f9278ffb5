// What an OTLP receiver answers, in both encodings. The messages are so small that they are written here
// by hand. https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
import { utf8Encode } from '@clew/model';

/** How a body is encoded: as the request was, says the specification. */
export type OtlpEncoding = 'protobuf' | 'json';

/** What a response counts that was refused, by the name in JSON; in protobuf it is the first field of each. */
const refusedNames = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
  profiles: 'rejectedProfiles',
} as const;

/**
 * The response to an export request, such as an ExportTraceServiceResponse. With nothing to report it is the empty message; else
 * it is a partial success, after which the client must not send again.
 * @param refused how many spans (data points, log records, profiles) of the request were refused
 * @param errorMessage why, for people; also allowed as a warning with none refused
 */
export function encodeExportResponse(
  encoding: OtlpEncoding,
  refused: number,
  errorMessage: string,
  signal: keyof typeof refusedNames = 'traces',
): Uint8Array {
  const partial = refused > 0 || errorMessage !== '';
  if (encoding === 'json') {
    const partialSuccess = { [refusedNames[signal]]: String(refused), errorMessage };
    return utf8Encode(JSON.stringify(partial ? { partialSuccess } : {}));
  }
  if (!partial) return new Uint8Array(0);
  return Uint8Array.from(
    lengthDelimited(1, [...numberField(1, refused), ...textField(2, errorMessage)]),
  );
}

/**
 * A google.rpc.Status: the body of every OTLP/HTTP answer that is an error.
 * @param code a canonical gRPC status code, such as 3 for INVALID_ARGUMENT
 * @param message what was wrong and what to do
 */
export function encodeStatus(encoding: OtlpEncoding, code: number, message: string): Uint8Array {
  if (encoding === 'json') return utf8Encode(JSON.stringify({ code, message }));
  return Uint8Array.from([...numberField(1, code), ...textField(2, message)]);
}

function numberField(field: number, value: number): readonly number[] {
  return value === 0 ? [] : [field << 3, ...varint(value)];
}

function textField(field: number, text: string): readonly number[] {
  return text === '' ? [] : lengthDelimited(field, utf8Encode(text));
}

function lengthDelimited(field: number, bytes: ArrayLike<number>): number[] {
  return [(field << 3) | 2, ...varint(bytes.length), ...Array.from(bytes)];
}

/** A number from 0 to 2^53 − 1. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
}
