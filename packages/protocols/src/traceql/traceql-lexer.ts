// Cuts a query into tokens as Tempo's lexer does: a key goes on up to a space or a sign that can't
// be in one, so that `.http.status-code` is one key, and parts of it may be quoted.
import type {
  TraceqlOperator,
  TraceqlPosition,
  TraceqlScope,
  TraceqlValue,
} from './traceql-ast.ts';
import { TRACEQL_OPERATORS, TRACEQL_SCOPES } from './traceql-ast.ts';
import { TraceqlError } from './traceql-error.ts';
import { numberToken } from './traceql-number.ts';
import { keyUnescaped, textUnescaped } from './traceql-quotes.ts';

/** A piece of a query. */
export type TraceqlToken =
  | (TraceqlPosition & { readonly type: '{' | '}' | '(' | ')' | '&&' | '||' | '!' | 'end' })
  | (TraceqlPosition & { readonly type: 'operator'; readonly operator: TraceqlOperator })
  | (TraceqlPosition & {
      readonly type: 'attribute';
      readonly scope: TraceqlScope;
      readonly key: string;
    })
  /** A name, which may have a scope: `name`, `span:name`, `server`, `nil`. */
  | (TraceqlPosition & { readonly type: 'word'; readonly word: string })
  | Extract<TraceqlValue, { readonly type: 'text' | 'integer' | 'float' | 'duration' }>;

const SPACE = /\s*/y;
const SIGN = /&&|\|\||!=|!~|=~|<=|>=|[{}()!=<>]/y;
const WORD = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const SCOPED = /:[a-zA-Z_]*/y;
const KEY_PART = /[^\s{}()=~!<>&|^,"]+/y;
const QUOTED = /"(?:[^"\\]|\\.)*"/sy;
const RAW = /`[^`]*`/y;

const NOTHING = { type: 'nothing', text: '' } as const;

/** Whether a key can stand without quotes. */
export function isBareKey(key: string): boolean {
  return matchAt(KEY_PART, key, 0) === key;
}

/**
 * Cuts a query into tokens, the last of which is `end`.
 * @throws {TraceqlError} where no token begins
 */
export function traceqlTokens(query: string): readonly TraceqlToken[] {
  return cut(query, (error) => {
    throw error;
  });
}

/** What can't be read as a token, in a query that is still being written. */
export type TraceqlFaultToken = TraceqlPosition & {
  readonly type: 'fault';
  readonly error: TraceqlError;
};

/**
 * Cuts a query that may be half written into tokens, the last of which is `end`. What can't be read is a token of its
 * own: a sign, or all to the end where a quote is not closed.
 */
export function lenientTraceqlTokens(query: string): readonly (TraceqlToken | TraceqlFaultToken)[] {
  return cut(query, (error, start): TraceqlFaultToken => {
    const quoted = matchAt(QUOTED, query, start)?.length ?? 0;
    return { type: 'fault', error, start, end: Math.max(error.end, start + quoted, start + 1) };
  });
}

function cut<Fault extends TraceqlPosition & { readonly type: string }>(
  query: string,
  onFault: (error: TraceqlError, start: number) => Fault,
): readonly (TraceqlToken | Fault)[] {
  const tokens: (TraceqlToken | Fault)[] = [];
  let at = 0;
  let isValueNext = false;
  for (;;) {
    at += matchAt(SPACE, query, at)?.length ?? 0;
    if (at === query.length) return [...tokens, { type: 'end', start: at, end: at }];
    let token: TraceqlToken | Fault;
    try {
      token = isValueNext ? (numberToken(query, at) ?? tokenAt(query, at)) : tokenAt(query, at);
    } catch (error) {
      if (!(error instanceof TraceqlError)) throw error;
      token = onFault(error, at);
    }
    tokens.push(token);
    at = token.end;
    // `.5` is a number where a value stands and an attribute elsewhere.
    isValueNext = token.type === 'operator';
  }
}

function tokenAt(query: string, start: number): TraceqlToken {
  const first = query.charAt(start);
  if (first === '.') return attribute(query, start, 'any', start + 1);
  if (first === '"' || first === '`') return textToken(query, start);
  const sign = matchAt(SIGN, query, start);
  if (sign !== undefined) return signToken(sign, start);
  const word = matchAt(WORD, query, start);
  if (word === undefined) return numberToken(query, start) ?? refuseSign(query, start);
  const end = start + word.length;
  if (query.charAt(end) === '.') {
    const scope = TRACEQL_SCOPES.find((one) => one === word && one !== 'any');
    if (scope !== undefined) return attribute(query, start, scope, end + 1);
    throw new TraceqlError(
      'unknownScope',
      { type: 'scope', text: word.slice(0, 50) },
      TRACEQL_SCOPES.filter((one) => one !== 'any'),
      { start, end },
    );
  }
  const scoped = word + (matchAt(SCOPED, query, end) ?? '');
  return { type: 'word', word: scoped, start, end: start + scoped.length };
}

function signToken(sign: string, start: number): TraceqlToken {
  const end = start + sign.length;
  const operator = TRACEQL_OPERATORS.find((one) => one === sign);
  if (operator !== undefined) return { type: 'operator', operator, start, end };
  return { type: sign as '{' | '}' | '(' | ')' | '&&' | '||' | '!', start, end };
}

function attribute(
  query: string,
  start: number,
  scope: TraceqlScope,
  keyStart: number,
): TraceqlToken {
  let key = '';
  let at = keyStart;
  for (;;) {
    const bare = matchAt(KEY_PART, query, at);
    const part = bare ?? (query.charAt(at) === '"' ? quotedAt(query, at) : undefined);
    if (part === undefined) break;
    key += bare ?? keyUnescaped(part, at);
    at += part.length;
  }
  if (key !== '' && key.isWellFormed()) return { type: 'attribute', scope, key, start, end: at };
  throw new TraceqlError(key === '' ? 'noKey' : 'brokenKey', NOTHING, [], {
    start: keyStart,
    end: Math.max(at, keyStart),
  });
}

function textToken(query: string, start: number): TraceqlToken {
  const isRaw = query.charAt(start) === '`';
  const source = isRaw ? rawAt(query, start) : quotedAt(query, start);
  const value = isRaw ? source.slice(1, -1) : textUnescaped(source, start);
  const end = start + source.length;
  if (value.isWellFormed()) return { type: 'text', value, start, end };
  throw new TraceqlError('brokenText', NOTHING, [], { start, end });
}

function quotedAt(query: string, start: number): string {
  return matchAt(QUOTED, query, start) ?? refuseOpen(query, start, '"');
}

function rawAt(query: string, start: number): string {
  return matchAt(RAW, query, start) ?? refuseOpen(query, start, '`');
}

function refuseOpen(query: string, start: number, quote: string): never {
  throw new TraceqlError('openQuote', NOTHING, [quote], { start, end: query.length });
}

function refuseSign(query: string, start: number): never {
  const sign = String.fromCodePoint(query.codePointAt(start) ?? 0).toWellFormed();
  const reason = sign === '|' ? 'pipeline' : 'unknownSign';
  const found = { type: 'source', text: sign } as const;
  throw new TraceqlError(reason, found, [], { start, end: start + sign.length });
}

/** What a sticky expression matches at an index. */
function matchAt(expression: RegExp, text: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(text)?.[0];
}
