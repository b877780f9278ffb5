// A google.rpc.Status with a google.rpc.RetryInfo, which tells gRPC clients of OTLP that and when to send again:
// https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-throttling
import { utf8Encode } from '@clew/model';

const RETRY_INFO_TYPE = utf8Encode('type.googleapis.com/google.rpc.RetryInfo');

/**
 * Adds a delay to an encoded status. Fields of a message may simply follow it.
 * @param status a google.rpc.Status without details
 * @param seconds 1 to 127
 */
export function withRetryInfo(status: Uint8Array, seconds: number): Uint8Array {
  const duration = [0x08, Math.min(seconds, 127)];
  const retryInfo = lengthDelimited(0x0a, duration);
  const any = [...lengthDelimited(0x0a, RETRY_INFO_TYPE), ...lengthDelimited(0x12, retryInfo)];
  return Uint8Array.from([...status, ...lengthDelimited(0x1a, any)]);
}

/** Every length here is below 128, so that it is one byte. */
function lengthDelimited(tag: number, bytes: ArrayLike<number>): number[] {
  return [tag, bytes.length, ...Array.from(bytes)];
}
