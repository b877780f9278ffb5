// A recursive descent over the tokens. As in Tempo, && and || bind equally and from the left.
import {
  TRACEQL_INTRINSICS,
  TRACEQL_KINDS,
  TRACEQL_OPERATORS,
  TRACEQL_STATUSES,
  type TraceqlComparison,
  type TraceqlCondition,
  type TraceqlField,
  type TraceqlIntrinsic,
  type TraceqlPosition,
  type TraceqlSpanset,
  type TraceqlValue,
} from './traceql-ast.ts';
import { shortened, TraceqlError, type TraceqlFound, type TraceqlReason } from './traceql-error.ts';
import { type TraceqlToken, traceqlTokens } from './traceql-lexer.ts';
import { durationText } from './traceql-number.ts';

/** UTF-16 units. */
const LONGEST = 16_384;
const DEEPEST = 64;

const intrinsics: ReadonlyMap<string, TraceqlIntrinsic> = new Map<string, TraceqlIntrinsic>([
  ...TRACEQL_INTRINSICS.map((name) => [name, name] as const),
  ['name', 'span:name'],
  ['duration', 'span:duration'],
  ['kind', 'span:kind'],
  ['status', 'span:status'],
  ['statusMessage', 'span:statusMessage'],
  ['rootName', 'trace:rootName'],
  ['rootServiceName', 'trace:rootService'],
  ['traceDuration', 'trace:duration'],
]);

/** The intrinsic that a word names, by its newer name or the one without a scope; undefined when it names none. */
export function traceqlIntrinsic(word: string): TraceqlIntrinsic | undefined {
  return intrinsics.get(word);
}

/**
 * Reads a query of TraceQL's span filter: `{ … }`, and several joined by `&&` and `||`.
 * @throws {TraceqlError} when it can't be read, is longer than 16,384 UTF-16 units, or nests deeper than 64 levels
 */
export function parseTraceql(query: string): TraceqlSpanset {
  if (query.length > LONGEST) {
    throw new TraceqlError(
      'tooLong',
      { type: 'number', text: String(query.length) },
      [String(LONGEST)],
      { start: LONGEST, end: query.length },
    );
  }
  return new Parser(traceqlTokens(query)).query();
}

/** A tree and how many levels it has. */
interface Parsed<T> {
  readonly node: T;
  readonly depth: number;
}

/** What a join of spansets and one of conditions have in common. */
type Join<T> = TraceqlPosition & { readonly type: 'and' | 'or'; readonly of: readonly T[] };

class Parser {
  readonly #tokens: readonly TraceqlToken[];
  #next = 0;
  #nesting = 0;

  constructor(tokens: readonly TraceqlToken[]) {
    this.#tokens = tokens;
  }

  query(): TraceqlSpanset {
    const { node } = this.#spanset();
    if (this.#token.type !== 'end') {
      this.#refuse('noEnd');
    }
    return node;
  }

  #spanset(): Parsed<TraceqlSpanset> {
    return this.#join<TraceqlSpanset>(() => this.#spansetPart());
  }

  #spansetPart(): Parsed<TraceqlSpanset> {
    const { type, start } = this.#token;
    if (type === '(') return this.#inside(')', () => this.#spanset());
    if (type !== '{') this.#refuse('noFilter');
    const where = this.#inside('}', () =>
      this.#token.type === '}' ? undefined : this.#condition(),
    );
    const end = this.#end;
    const node = { type: 'filter', where: where?.node, start, end } as const;
    return this.#deeper(node, where?.depth ?? 0);
  }

  #condition(): Parsed<TraceqlCondition> {
    return this.#join<TraceqlCondition>(() => this.#conditionPart());
  }

  #conditionPart(): Parsed<TraceqlCondition> {
    const { type, start } = this.#token;
    if (type === '(') return this.#inside(')', () => this.#condition());
    if (type !== '!') return { node: this.#comparison(), depth: 1 };
    this.#enter();
    if (this.#token.type !== '(' && this.#token.type !== '!') {
      this.#refuse('noParenthesis', ['(']);
    }
    const { node: of, depth } = this.#conditionPart();
    this.#nesting--;
    return this.#deeper({ type: 'not', of, start, end: this.#end }, depth);
  }

  /** Parts joined by `&&` and `||`, from the left: a change of the one to the other is one level more. */
  #join<T extends TraceqlPosition>(part: () => Parsed<T | Join<T>>): Parsed<T | Join<T>> {
    const { start } = this.#token;
    let joined = part();
    for (;;) {
      const sign = this.#token.type;
      if (sign !== '&&' && sign !== '||') return joined;
      const of: (T | Join<T>)[] = [joined.node];
      let depth = joined.depth;
      while (this.#token.type === sign) {
        this.#next++;
        const next = part();
        of.push(next.node);
        depth = Math.max(depth, next.depth);
      }
      const type = sign === '&&' ? 'and' : 'or';
      joined = this.#deeper({ type, of, start, end: this.#end } as Join<T>, depth);
    }
  }

  #comparison(): TraceqlComparison {
    const field = this.#field();
    const operator = this.#token;
    if (operator.type !== 'operator') {
      this.#refuse('noOperator', TRACEQL_OPERATORS);
    }
    this.#next++;
    const value = this.#value();
    const { start } = field;
    return {
      ...{ type: 'comparison', field, operator: operator.operator, value },
      ...{ start, end: value.end },
    };
  }

  #field(): TraceqlField {
    const token = this.#token;
    if (token.type === 'attribute') {
      this.#next++;
      return token;
    }
    const name = token.type === 'word' ? traceqlIntrinsic(token.word) : undefined;
    if (name === undefined) {
      this.#refuse('noField', [...intrinsics.keys()]);
    }
    this.#next++;
    return { type: 'intrinsic', name, start: token.start, end: token.end };
  }

  #value(): TraceqlValue {
    const token = this.#token;
    const value = token.type === 'word' ? wordValue(token.word, token) : token;
    switch (value?.type) {
      case 'text':
      case 'integer':
      case 'float':
      case 'duration':
      case 'boolean':
      case 'kind':
      case 'status':
      case 'nil':
        this.#next++;
        return value;
      default:
        return this.#refuse('noValue', [...TRACEQL_STATUSES, ...TRACEQL_KINDS]);
    }
  }

  /** Reads what stands between the opening sign that is next and its closing one. */
  #inside<T>(closing: ')' | '}', read: () => T): T {
    this.#enter();
    const inner = read();
    if (this.#token.type !== closing) this.#refuse('notClosed', [closing]);
    this.#next++;
    this.#nesting--;
    return inner;
  }

  /** Takes a sign that nests: the parser's own depth is bounded before it goes down. */
  #enter(): void {
    this.#nesting++;
    if (this.#nesting > DEEPEST) this.#refuseDepth(this.#token);
    this.#next++;
  }

  /** Another level upon a tree, whose depth is that of every later walk over it. */
  #deeper<T extends TraceqlPosition>(node: T, depth: number): Parsed<T> {
    if (depth >= DEEPEST) this.#refuseDepth(node);
    return { node, depth: depth + 1 };
  }

  #refuseDepth(position: TraceqlPosition): never {
    const found = { type: 'number', text: String(DEEPEST + 1) } as const;
    throw new TraceqlError('tooDeep', found, [String(DEEPEST)], position);
  }

  #refuse(reason: TraceqlReason, expected: readonly string[] = []): never {
    const token = this.#token;
    throw new TraceqlError(reason, foundIn(token), expected, token);
  }

  get #token(): TraceqlToken {
    // The last token is `end`, past which nothing goes.
    return this.#tokens[this.#next] ?? { type: 'end', start: 0, end: 0 };
  }

  /** Where the token before ended. */
  get #end(): number {
    return this.#tokens[this.#next - 1]?.end ?? 0;
  }
}

function wordValue(word: string, { start, end }: TraceqlPosition): TraceqlValue | undefined {
  if (word === 'nil') return { type: 'nil', start, end };
  if (word === 'true' || word === 'false') {
    return { type: 'boolean', value: word === 'true', start, end };
  }
  const kind = TRACEQL_KINDS.find((one) => one === word);
  if (kind !== undefined) return { type: 'kind', value: kind, start, end };
  const status = TRACEQL_STATUSES.find((one) => one === word);
  return status === undefined ? undefined : { type: 'status', value: status, start, end };
}

function foundIn(token: TraceqlToken): TraceqlFound {
  switch (token.type) {
    case 'end':
      return { type: 'end', text: '' };
    case 'operator':
      return { type: 'sign', text: token.operator };
    case 'attribute':
      return { type: 'attribute', text: shortened(token.key) };
    case 'word':
      return { type: 'word', text: shortened(token.word) };
    case 'text':
      return { type: 'text', text: shortened(token.value) };
    case 'integer':
    case 'float':
      return { type: 'number', text: String(token.value) };
    case 'duration':
      return { type: 'duration', text: durationText(token.value) };
    default:
      return { type: 'sign', text: token.type };
  }
}
