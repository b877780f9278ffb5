// The ids that headers of tracers carry. A header that is no such header says nothing, nor do ids of zeros.
import { type Attribute, hexEncode, parseSpanId, parseTraceId } from '@clew/model';

/** A span that a header names. */
export interface CarriedIds {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** What else the header says of it. */
  readonly attributes: readonly Attribute[];
}

/** W3C's: version, trace, span, flags; versions to come may say more. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(-.*)?$/;
/** Zipkin's in one header: trace, span, whether it is sampled, its parent. */
const B3 = /^([\da-f]{16}|[\da-f]{32})-([\da-f]{16})(?:-[01d](?:-[\da-f]{16})?)?$/i;
/** Jaeger's: trace, span, its parent, flags; the colons may be encoded. */
const UBER = /^([\da-f]{1,32}):([\da-f]{1,16}):[\da-f]{1,16}:[\da-f]{1,2}$/i;

/** `traceparent`. */
export function readTraceparent(header: string): CarriedIds | undefined {
  const [, version, traceId, spanId, more] = TRACEPARENT.exec(header) ?? [];
  return version === '00' && more !== undefined ? undefined : idsOf(traceId, spanId);
}

/** `b3`. */
export function readB3(header: string): CarriedIds | undefined {
  const [, traceId, spanId] = B3.exec(header) ?? [];
  return idsOf(traceId, spanId);
}

/** `uber-trace-id`. */
export function readUberTraceId(header: string): CarriedIds | undefined {
  const [, traceId, spanId] = UBER.exec(header.replaceAll(/%3a/gi, ':')) ?? [];
  return idsOf(traceId, spanId);
}

/** Ids in hex, as `x-b3-traceid` and `x-b3-spanid` have them. */
export function idsOf(traceHex = '', spanHex = ''): CarriedIds | undefined {
  const traceId = parseTraceId(traceHex);
  const spanId = parseSpanId(spanHex);
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId: hexEncode(traceId, 0, 16), spanId: hexEncode(spanId, 0, 8), attributes: [] };
}
