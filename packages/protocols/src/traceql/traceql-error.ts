// Why a query can't be read, as data: the API says it in English, the web app in its reader's language.

/** It is no TraceQL that is understood here, or it exceeds a limit. */
export type TraceqlErrorCode = 'CLEW_TRACEQL_SYNTAX' | 'CLEW_TRACEQL_LIMIT';

/** Every way in which a query can be wrong. */
export const TRACEQL_REASONS = [
  'tooLong',
  'tooDeep',
  'noFilter',
  'noEnd',
  'noField',
  'noOperator',
  'noValue',
  'notClosed',
  'noParenthesis',
  'unknownScope',
  'noKey',
  'brokenKey',
  'brokenText',
  'openQuote',
  'badEscape',
  'badKeyEscape',
  'pipeline',
  'unknownSign',
  'badNumber',
  'bigNumber',
] as const;
export type TraceqlReason = (typeof TRACEQL_REASONS)[number];

/** What stands where something else belongs. Long texts are cut, and end in `…`. */
export interface TraceqlFound {
  /** `source` is what begins as a token and is none; nothing has a text but where there is something to be named. */
  readonly type:
    | ('end' | 'nothing')
    | ('sign' | 'word' | 'scope' | 'attribute' | 'text' | 'number' | 'duration' | 'source');
  readonly text: string;
}

/** A query that can't be read. Its message counts positions from 1, its fields from 0. */
export class TraceqlError extends Error {
  readonly code: TraceqlErrorCode;
  readonly reason: TraceqlReason;
  readonly found: TraceqlFound;
  /** What would have been right, where that is a list: signs and names as a query has them, or a limit. */
  readonly expected: readonly string[];
  /** Where in the query the fault begins: an index of a UTF-16 unit. */
  readonly start: number;
  /** Where it ends, not included. */
  readonly end: number;

  constructor(
    reason: TraceqlReason,
    found: TraceqlFound,
    expected: readonly string[],
    { start, end }: { readonly start: number; readonly end: number },
  ) {
    const [what, wanted] = sentences[reason](found, expected);
    super(`${what} at position ${start + 1}: ${wanted}`);
    this.code =
      reason === 'tooLong' || reason === 'tooDeep' ? 'CLEW_TRACEQL_LIMIT' : 'CLEW_TRACEQL_SYNTAX';
    this.reason = reason;
    this.found = found;
    this.expected = expected;
    this.start = start;
    this.end = end;
  }
}

/** What was found, ending where the position can be named, and what would have been right. */
type Sentence = (
  found: TraceqlFound,
  expected: readonly string[],
) => readonly [what: string, wanted: string];

const sentences: Readonly<Record<TraceqlReason, Sentence>> = {
  tooLong: ({ text }, [most]) => [
    `found ${text} characters, the first too many`,
    `expected ${most} at most`,
  ],
  tooDeep: (_, [most]) => [
    'found one level too many',
    `expected ${most} at most of parentheses, ! and changes between && and ||`,
  ],
  noFilter: (found) => [described(found), 'expected a span filter, such as { status = error }'],
  noEnd: (found) => [
    described(found),
    'expected the end of the query, && or ||: only span filters are understood',
  ],
  noField: (found, names) => [
    described(found),
    `expected an attribute (.key, span.key, resource.key, event.key, link.key, instrumentation.key) or one of ${names.join(', ')}`,
  ],
  noOperator: (found, operators) => [
    described(found),
    `expected one of ${operators.join(' ')} after a field`,
  ],
  noValue: (found, words) => [
    described(found),
    `expected a value: a text in quotes, a number, a duration, true, false, nil, ${words.join(', ')}`,
  ],
  notClosed: (found, [closing]) => [described(found), `expected ${closing}, && or ||`],
  noParenthesis: (found) => [
    described(found),
    'expected ( after !, since ! stands before a condition in parentheses',
  ],
  unknownScope: (found, scopes) => [
    described(found),
    `expected one of ${scopes.join(', ')}, or no scope (.key)`,
  ],
  noKey: () => ['found no key', 'expected a key, such as .http.method'],
  brokenKey: () => ['found half a character in a key', 'expected a key, such as .http.method'],
  brokenText: () => ['found half a character in a text', 'expected well-formed Unicode'],
  openQuote: (_, [quote]) => ['found a quote that is not closed', `expected a ${quote} at its end`],
  badEscape: ({ text }) => [
    `found the escape ${text}`,
    String.raw`expected \a, \b, \f, \n, \r, \t, \v, \\, \", \x00 to \x7f, \u with 4 or \U with 8 hex digits of a character`,
  ],
  badKeyEscape: ({ text }) => [`found the escape ${text}`, String.raw`expected \\ or \" in a key`],
  pipeline: (found) => [described(found), 'expected && or ||, since pipelines are not understood'],
  unknownSign: (found) => [
    described(found),
    'expected a field, a value, an operator or a parenthesis',
  ],
  badNumber: (found) => [
    described(found),
    'expected a number, or a duration with units ns, us, ms, s, m, h, d or w, such as 1m30s',
  ],
  bigNumber: (found) => [described(found), 'expected a number that fits into 64 bits'],
};

function described({ type, text }: TraceqlFound): string {
  switch (type) {
    case 'end':
      return 'found the end of the query';
    case 'nothing':
      return 'found nothing';
    case 'sign':
    case 'word':
      return `found '${text}'`;
    case 'scope':
      return `found the scope '${text}'`;
    case 'attribute':
    case 'text':
      return `found the ${type} ${JSON.stringify(text)}`;
    case 'number':
      return `found the number ${text}`;
    case 'duration':
      return 'found a duration';
    case 'source':
      return `found ${JSON.stringify(text)}`;
  }
}

const LONGEST_SHOWN = 50;

/** As much of a text as a message shows. */
export function shortened(text: string): string {
  return text.length > LONGEST_SHOWN
    ? `${text.slice(0, LONGEST_SHOWN).toWellFormed()}…`
    : text.toWellFormed();
}
