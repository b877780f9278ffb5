// What a view of a trace is by, as the address has it (`by=duration,desc;http.status_code;!errors;!service=shop`): parts, and
// after a `!` terms, which may have a value.

/** A term without a value is different from one with an empty value. */
export interface ChoiceTerm {
  readonly name: string;
  readonly value: string | undefined;
}

/** A view's choice. */
export interface ViewChoice {
  readonly parts: readonly string[];
  readonly terms: readonly ChoiceTerm[];
}

const SEPARATOR = ';';
const TERM = '!';
const SPECIAL = /[%;=!,]/g;

/** Reads a choice; whatever the text is, it says something. */
export function parseChoice(text: string): ViewChoice {
  const parts: string[] = [];
  const terms: ChoiceTerm[] = [];
  for (const one of text.split(SEPARATOR)) {
    if (one === '') continue;
    if (!one.startsWith(TERM)) {
      parts.push(one);
      continue;
    }
    const equals = one.indexOf('=');
    const name = unescaped(one.slice(1, equals < 0 ? undefined : equals));
    terms.push({ name, value: equals < 0 ? undefined : unescaped(one.slice(equals + 1)) });
  }
  return { parts, terms };
}

/** Writes a choice; parts are written as they are, by who knows what is in them (`escaped`). */
export function formatChoice({ parts, terms }: ViewChoice): string {
  const written = terms.map(({ name, value }) => {
    const end = value === undefined ? '' : `=${escaped(value)}`;
    return `${TERM}${escaped(name)}${end}`;
  });
  return [...parts, ...written].join(SEPARATOR);
}

/** A text without any of the characters that separate. */
export function escaped(text: string): string {
  return text.replace(SPECIAL, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The text that was escaped; another one stays as it is. */
export function unescaped(text: string): string {
  return text.replace(/%(25|3B|3D|21|2C)/gi, (code) => decodeURIComponent(code));
}
