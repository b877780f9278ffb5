const SHORT = 16;

/** A trace id as its sender knows it: ids of 64 bits without the zeros that fill them up. */
export function shortTraceId(traceId: string): string {
  return traceId.startsWith('0'.repeat(SHORT)) ? traceId.slice(SHORT) : traceId;
}

const TRACE_ID_DIGITS = 32;

/** An id as an address has it, as 32 lower-case hex digits. */
export function wholeTraceId(traceId: string): string {
  return traceId.toLowerCase().padStart(TRACE_ID_DIGITS, '0');
}
