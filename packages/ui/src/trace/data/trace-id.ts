// Trace ids as people and agents write them, and as the API has them.
import { hexEncode, parseTraceId } from '@clew/model';
import { skyWalkingTraceId } from '@clew/protocols/skywalking-ids';

const SHORT = 16;

/** A trace id as its sender knows it: ids of 64 bits without the zeros that fill them up. */
export function shortTraceId(traceId: string): string {
  return traceId.startsWith('0'.repeat(SHORT)) ? traceId.slice(SHORT) : traceId;
}

/**
 * The trace that a text names, as 32 lower-case hex digits. The rule is the server's: 1 to 32 hex digits are the id, and any other text
 * may be what SkyWalking's agents call a trace.
 * @returns undefined for the empty text and zeros
 */
export function traceIdOf(text: string): string | undefined {
  const id = skyWalkingTraceId(text);
  return id === undefined ? undefined : hexEncode(id, 0, id.length);
}

/** A text that someone typed, as addresses have it. */
export function traceIdInAddress(text: string): string {
  return parseTraceId(text) === undefined ? text : text.toLowerCase();
}

/**
 * A text by which a trace is said to be called, if it is: a span may say anything.
 * @param traceId 32 lower-case hex digits; the upper half of them are zeros where only the lower one is known
 */
export function textOfTrace(traceId: string, text: unknown): string | undefined {
  // Dots alone are no part of an address.
  if (typeof text !== 'string' || /^\.{1,2}$/.test(text)) return undefined;
  return traceIdOf(text)?.endsWith(shortTraceId(traceId)) === true ? text : undefined;
}
