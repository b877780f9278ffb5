import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_MATCHED_LENGTH, PatternError, TextPattern } from './index.ts';

const letters = fc.constantFrom(...'ab.\n', 'é', '🧶');
const text = fc.array(letters, { maxLength: 8 }).map((parts) => parts.join(''));

/** Patterns that RE2 and JavaScript read alike, small enough for an engine that backtracks. */
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom('a', 'b', '.', '\\.', '\\n', 'é', '🧶', '[ab]', '[^a]', '', '\\w', '\\S'),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => one + other),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(?:${one}|${other})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '*?'))
      .map(([one, times]) => `(${one})${times}`),
  ),
}));

describe('a pattern', () => {
  test('matches what an engine that tries everything matches', () => {
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        const all = new RegExp(`^(?:${source})$`, 'su').test(given);
        const made = new TextPattern(source);
        expect(made.satisfies('=~', given)).toBe(all);
        expect(made.satisfies('!~', given)).toBe(!all);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);

  test.each([
    ['(', 'missing closing ) in "("'],
    ['a[b', 'missing closing ] in "[b"'],
    ['*', 'missing argument to repetition operator in "*"'],
    ['a\\', 'trailing backslash at end of expression'],
    ['(?=a)', 'invalid or unsupported Perl syntax in "(?="'],
    ['(a)\\1', 'invalid escape sequence in "\\\\1"'],
    ['a{1001}', 'invalid repeat count in "{1001}"'],
    ['x'.repeat(501), '501 characters are too many, 500 are allowed'],
    ['(abc){499}', 'instructions, and 500 are allowed'],
    [`${'('.repeat(200)}${'x'.repeat(100)}`, `missing closing ) in "${'('.repeat(50)}…"`],
  ])('that is none says what is wrong: %s', (source, message) => {
    expect(() => new TextPattern(source)).toThrow(PatternError);
    expect(() => new TextPattern(source)).toThrow(message);
  });

  test('is read or refused, whatever it is', () => {
    const part = fc.oneof(
      fc.constantFrom(...'()[]{}*+?|^$.\\-:,=!<>', 'a', '\\p{L}', '{99}', '(?i)', '[[:alpha:]]'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const source = fc.array(part, { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(source, text, (given, one) => {
        let made: TextPattern;
        try {
          made = new TextPattern(given);
        } catch (error) {
          expect(error).toBeInstanceOf(PatternError);
          return;
        }
        expect(made.satisfies('=~', one)).toBe(!made.satisfies('!~', one));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  // With an engine that backtracks each of these takes longer than anybody waits: the test's own limit fails it.
  test.each([
    '(a*)*b',
    '(a|a)*b',
    '(a|aa)+c',
    '(a+a+)+c',
    '(.*)(.*)(.*)(.*)(.*)(.*)c',
    '((a?){9}){12}b',
    '(([ab]*a[ab]{8})*){3}c',
    '[ab]*a[ab]{400}c',
    '(a|b|ab)*bc',
  ])(
    'is done with the longest text, however hostile it is: %s',
    (source) => {
      const longest = 'aab'.repeat(MAX_MATCHED_LENGTH / 3);
      expect(new TextPattern(source).satisfies('=~', longest)).toBe(false);
    },
    60_000,
  );
});
