// What fits at a place of a query that may be half written, told from its tokens: a tree needs a whole query.
import {
  lenientTraceqlTokens,
  type TraceqlFaultToken,
  type TraceqlIntrinsic,
  type TraceqlOperator,
  type TraceqlScope,
  type TraceqlToken,
  traceqlIntrinsic,
} from '@clew/protocols/traceql';

/** A field, without its place. */
export type FieldName =
  | { readonly type: 'attribute'; readonly scope: TraceqlScope; readonly key: string }
  | { readonly type: 'intrinsic'; readonly name: TraceqlIntrinsic };

/** What is being written at a place, and what of it is there. */
export type CompletionPlace = {
  /** What a completion replaces: indexes of UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** What is written of it before the place. */
  readonly typed: string;
} & (
  | {
      readonly type: 'field';
      /** Whether a filter is yet to be opened. */
      readonly opens: boolean;
    }
  | { readonly type: 'operator'; readonly field: FieldName }
  | {
      readonly type: 'value';
      readonly field: FieldName;
      readonly operator: TraceqlOperator;
      /** The service that the same filter asks for. */
      readonly service: string | undefined;
    }
  | {
      readonly type: 'join';
      /** What would close the innermost sign that is open and stays so. */
      readonly closing: '}' | ')' | undefined;
    }
);

type Token = TraceqlToken | TraceqlFaultToken;

/** What may stand next. */
type Expected =
  | { readonly type: 'field' | 'join' | 'filter' | 'unknown' }
  | { readonly type: 'operator'; readonly field: FieldName }
  | { readonly type: 'value'; readonly field: FieldName; readonly operator: TraceqlOperator };

/**
 * What can be completed at a place of a query.
 * @param at an index of a UTF-16 unit
 * @returns undefined where nothing is known to fit
 */
export function completionPlace(query: string, at: number): CompletionPlace | undefined {
  const tokens = lenientTraceqlTokens(query).filter(({ type }) => type !== 'end');
  const written = tokens.find((one) => one.start < at && at <= one.end && isOpenEnded(one));
  const start = written?.start ?? at;
  const before = tokens.filter((one) => one !== written && one.end <= start);
  const { expected, open } = expectedAfter(before, written);
  const range = { from: start, to: endOf(written, at, query), typed: query.slice(start, at) };
  switch (expected.type) {
    case 'unknown':
      return undefined;
    case 'filter':
      return { ...range, type: 'field', opens: true };
    case 'field':
      return { ...range, type: 'field', opens: false };
    case 'operator':
      return { ...range, type: 'operator', field: expected.field };
    case 'value': {
      const { field, operator } = expected;
      return { ...range, type: 'value', field, operator, service: serviceAround(tokens, at) };
    }
    case 'join': {
      // Only a sign can follow a value.
      if (written !== undefined && !/^[&|]$/.test(range.typed)) return undefined;
      const isClosed = tokens.some(
        (one) => one.start >= at && (one.type === '}' || one.type === ')'),
      );
      return { ...range, type: 'join', closing: isClosed ? undefined : open };
    }
  }
}

/** Whether a token may go on where it ends. */
function isOpenEnded(token: Token): boolean {
  switch (token.type) {
    case 'word':
    case 'attribute':
    case 'text':
    case 'integer':
    case 'float':
    case 'duration':
    case 'fault':
    case '!':
      return true;
    default:
      return false;
  }
}

/** Where what is written ends; an open quote takes what follows for its own, which it is not. */
function endOf(written: Token | undefined, at: number, query: string): number {
  if (written === undefined || written.type === 'fault') return at;
  // A text that ends in the next one's opening quote was not closed.
  if (written.type === 'text' && query.slice(at, written.end).includes('&&')) return at;
  return written.end;
}

function expectedAfter(
  before: readonly Token[],
  written: Token | undefined,
): { readonly expected: Expected; readonly open: '}' | ')' | undefined } {
  const open: ('}' | ')')[] = [];
  const isInside = () => open.includes('}') || isBare;
  // A filter may lack its braces.
  const [first] = before;
  const isBare = first !== undefined && fieldOf(first) !== undefined;
  let expected: Expected = { type: isBare ? 'field' : 'filter' };
  for (const token of before) {
    switch (token.type) {
      case '{':
        open.push('}');
        expected = { type: 'field' };
        break;
      case '(':
        open.push(')');
        break;
      case '}':
      case ')':
        open.pop();
        expected = { type: 'join' };
        break;
      case '&&':
      case '||':
        expected = { type: isInside() ? 'field' : 'filter' };
        break;
      case '!':
        break;
      default:
        expected = afterPart(expected, token);
    }
  }
  // `!` after a field begins an operator; elsewhere a negation, which nothing completes.
  if (written?.type === '!' && expected.type !== 'operator') expected = { type: 'unknown' };
  return { expected, open: open.at(-1) };
}

/** What may follow a part of a comparison. */
function afterPart(expected: Expected, token: Token): Expected {
  const field = expected.type === 'field' ? fieldOf(token) : undefined;
  if (field !== undefined) return { type: 'operator', field };
  if (expected.type === 'operator' && token.type === 'operator') {
    return { type: 'value', field: expected.field, operator: token.operator };
  }
  const isValue = token.type !== 'operator' && token.type !== 'attribute' && token.type !== 'fault';
  return { type: expected.type === 'value' && isValue ? 'join' : 'unknown' };
}

function fieldOf(token: Token): FieldName | undefined {
  if (token.type === 'attribute') return { type: 'attribute', scope: token.scope, key: token.key };
  const name = token.type === 'word' ? traceqlIntrinsic(token.word) : undefined;
  return name && { type: 'intrinsic', name };
}

/** The service that the filter around a place asks for, before or after it. */
function serviceAround(tokens: readonly Token[], at: number): string | undefined {
  const from = tokens.findLastIndex(({ type, start }) => type === '{' && start < at);
  const after = tokens.findIndex(({ type, start }) => type === '}' && start >= at);
  const filter = tokens.slice(from + 1, after < 0 ? undefined : after);
  for (const [index, token] of filter.entries()) {
    const [operator, value] = [filter[index + 1], filter[index + 2]];
    if (token.type !== 'attribute' || token.key !== 'service.name') continue;
    if (operator?.type === 'operator' && operator.operator === '=' && value?.type === 'text') {
      return value.value;
    }
  }
  return undefined;
}
