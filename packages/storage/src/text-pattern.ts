// Regular expressions on texts, in RE2's syntax. They run in RE2's way, in time that grows with the text's
// length and the pattern's size alone: an engine that backtracks would let one query stop the process.
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import type { SpanExpression, TraceExpression } from './trace-query.ts';

/** How long a pattern may be, in UTF-16 units: reading one of counted repetitions costs most. */
export const MAX_PATTERN_LENGTH = 500;
/** How many instructions a pattern may become: each may cost its time at each character. */
export const MAX_PATTERN_SIZE = 500;
/** How long a text may be to be looked at, in UTF-16 units. */
export const MAX_MATCHED_LENGTH = 65_536;

/** Matches a pattern, or does not. */
export type PatternOperator = '=~' | '!~';

/** A pattern can't be read, or is too large. The message is the end of a sentence. */
export class PatternError extends Error {
  readonly code = 'CLEW_BAD_PATTERN';
}

/** A pattern made ready. */
export class TextPattern {
  readonly #compiled: RE2JS;

  /** @throws {PatternError} when it can't be read, or exceeds a limit */
  constructor(source: string) {
    if (source.length > MAX_PATTERN_LENGTH) {
      throw new PatternError(
        `${source.length} characters are too many, ${MAX_PATTERN_LENGTH} are allowed`,
      );
    }
    this.#compiled = compiled(source);
    const size = this.#compiled.programSize();
    if (size > MAX_PATTERN_SIZE) {
      throw new PatternError(
        `it becomes ${size} instructions, and ${MAX_PATTERN_SIZE} are allowed: repeat less, or shorter parts`,
      );
    }
  }

  /** Whether a text satisfies a comparison with the pattern. One that is too long to be looked at satisfies neither. */
  satisfies(is: PatternOperator, text: string): boolean {
    return text.length <= MAX_MATCHED_LENGTH && this.#compiled.testExact(text) === (is === '=~');
  }
}

function compiled(source: string): RE2JS {
  try {
    return RE2JS.compile(source, RE2JS.DOTALL);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      // The parser names the part that it stumbled over, or the whole, which begins with the flags then.
      const { error: what, input } = error;
      const part = input?.endsWith(source) ? source : input;
      throw new PatternError(part ? `${what} in ${JSON.stringify(shortened(part))}` : what);
    }
    if (error instanceof RE2JSException) throw new PatternError(error.message);
    throw error;
  }
}

function shortened(text: string): string {
  return text.length > 50 ? `${text.slice(0, 50).toWellFormed()}…` : text;
}

/** What compares a text with a pattern. */
interface PatternComparison {
  readonly value: string;
}

const known: WeakMap<PatternComparison, TextPattern> = new WeakMap();

/**
 * The pattern of a condition, made ready once for each condition object.
 * @throws {PatternError} see {@link TextPattern}
 */
export function patternOf(condition: PatternComparison): TextPattern {
  let pattern = known.get(condition);
  if (pattern === undefined) {
    pattern = new TextPattern(condition.value);
    known.set(condition, pattern);
  }
  return pattern;
}

/** Whether an operator compares with a pattern. */
export function isPatternOperator(is: string): is is PatternOperator {
  return is === '=~' || is === '!~';
}

/**
 * Reads every pattern of a condition, so that a bad one is refused whatever there is to look at.
 * @throws {PatternError} see {@link TextPattern}
 */
export function expectPatterns(expression: TraceExpression | SpanExpression | undefined): void {
  if (expression === undefined) return;
  switch (expression.op) {
    case 'and':
    case 'or':
      for (const one of expression.of) expectPatterns(one);
      return;
    case 'not':
      expectPatterns(expression.of);
      return;
    case 'some':
      expectPatterns(expression.span);
      return;
    default:
      if ('is' in expression && isPatternOperator(expression.is)) {
        patternOf(expression as PatternComparison);
      }
  }
}
