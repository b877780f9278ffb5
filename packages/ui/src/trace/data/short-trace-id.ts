import { hexEncode, parseTraceId } from '@clew/model';
import { skyWalkingTraceId } from '@clew/protocols/skywalking-ids';

const SHORT = 16;
const HEX = /^[\da-f]{1,32}$/i;

/** A trace id as its sender knows it: ids of 64 bits without the zeros that fill them up. */
export function shortTraceId(traceId: string): string {
  return traceId.startsWith('0'.repeat(SHORT)) ? traceId.slice(SHORT) : traceId;
}

const TRACE_ID_DIGITS = 32;

/** An id as an address has it, as 32 lower-case hex digits: any other text is what SkyWalking's agents call a trace. */
export function wholeTraceId(traceId: string): string {
  const id = HEX.test(traceId) ? undefined : skyWalkingTraceId(traceId);
  if (id !== undefined) return hexEncode(id, 0, id.length);
  return traceId.toLowerCase().padStart(TRACE_ID_DIGITS, '0');
}

/**
 * Whether a text that someone typed is an id: hex, or with something between letters and digits, as the ids of SkyWalking's agents
 * have it that are no hex. So a mistyped digit is told at once.
 */
export function isTraceIdText(text: string): boolean {
  return parseTraceId(text) !== undefined || /^(?=.*[^\dA-Za-z])\S+$/.test(text);
}

/** A text that someone typed, as addresses have it. */
export function traceIdInAddress(text: string): string {
  return parseTraceId(text) === undefined ? text : text.toLowerCase();
}
