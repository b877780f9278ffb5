import { trimBlanks } from './carrier-reader.ts';

/** How many members a trace state has at most. */
const MAX_MEMBERS = 32;
/** How many characters of a trace state travel on; the specification asks for no less. */
const MAX_TRACE_STATE_LENGTH = 512;

/** `key=value` by the grammar of level 2, which takes all keys of level 1. */
const MEMBER = /^[\da-z][\d_a-z*/@-]{0,255}=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;

/**
 * Checks a `tracestate` header, which is carried through as it is.
 *
 * W3C Trace Context, 3.3.
 *
 * @returns the trace state without the members that do not fit, which are those at its end; '' if it is malformed: then
 * it says nothing
 */
export function checkedTraceState(text: string): string {
  const keys: string[] = [];
  let kept = 0;
  let start = 0;
  while (start <= text.length) {
    const comma = text.indexOf(',', start);
    const end = comma < 0 ? text.length : comma;
    const member = trimBlanks(text.slice(start, end));
    if (member !== '') {
      if (keys.length === MAX_MEMBERS || !MEMBER.test(member)) return '';
      const key = member.slice(0, member.indexOf('='));
      if (keys.includes(key)) return '';
      keys.push(key);
      if (end <= MAX_TRACE_STATE_LENGTH) kept = end;
    }
    start = end + 1;
  }
  return trimBlanks(text.slice(0, kept));
}
