// What somebody may type or paste where a query belongs: a query, one without its braces or with the last ones
// missing, the id or the address of a trace, or plain words.
import {
  formatTraceqlValue,
  lenientTraceqlTokens,
  parseTraceql,
  TraceqlError,
  traceqlIntrinsic,
} from '@clew/protocols/traceql';
import { escapedForPattern } from './pattern-text.ts';

/** What a text asks for. */
export type TypedText =
  /** Empty for any trace. */
  | { readonly type: 'query'; readonly query: string }
  | { readonly type: 'words'; readonly query: string }
  /** 1 to 32 lower-case hex digits, or the text that SkyWalking's agents call a trace by. */
  | { readonly type: 'trace'; readonly traceId: string }
  | Fault;

/** A query that can't be read, and where in the text it goes wrong. */
export interface Fault {
  readonly type: 'fault';
  readonly error: TraceqlError;
  readonly start: number;
  readonly end: number;
}

/** Where words are looked for. */
const WORD_FIELDS = ['resource.service.name', 'name', 'statusMessage'];

/** Reads what a text asks for. */
export function readTypedText(text: string): TypedText {
  const trimmed = text.trim();
  if (trimmed === '') return { type: 'query', query: '' };
  const traceId = traceIdIn(trimmed);
  if (traceId !== undefined) return { type: 'trace', traceId };
  if (/^[{(]/.test(trimmed)) return readFilters(trimmed, text.indexOf(trimmed));
  if (isCondition(trimmed)) return readCondition(trimmed, text.indexOf(trimmed));
  return { type: 'words', query: wordsQuery(wordsIn(trimmed)) };
}

/** The id of a trace, as it may stand in logs and addresses; undefined where a text is none for sure. */
function traceIdIn(text: string): string | undefined {
  const inAddress = /^\S*\/traces?\/([0-9a-f]{1,32})(?:[/?#:]\S*)?$/i.exec(text)?.[1];
  // W3C's traceparent: version, trace, span, flags.
  const inHeader = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i.exec(text)?.[1];
  // A shorter one is a word such as `cafe`; the completion offers it as an id.
  const bare = /^[0-9a-f]{16,32}$/i.exec(text.replace(/[\s-]|^0x/gi, ''))?.[0];
  return (inAddress ?? inHeader ?? bare)?.toLowerCase() ?? textIdIn(text);
}

/** What SkyWalking's agents call a trace, in a whole address of one or by itself where it is the Java agent's `uuid.thread.time`. */
function textIdIn(text: string): string | undefined {
  const inAddress = /^https?:\/\/\S*\/traces?\/([^\s/?#]+)(?:[/?#]\S*)?$/i.exec(text)?.[1];
  if (inAddress === undefined) return /^[0-9a-f]{32}\.\d+\.\d+$/i.exec(text)?.[0];
  try {
    return decodeURIComponent(inAddress);
  } catch {
    // A lone per cent sign.
    return inAddress;
  }
}

/** Whether a text begins as a filter that lacks its braces: `duration > 20ms`. */
function isCondition(text: string): boolean {
  const [first, second] = lenientTraceqlTokens(text);
  if (first?.type === 'attribute') return true;
  const isIntrinsic = first?.type === 'word' && traceqlIntrinsic(first.word) !== undefined;
  return isIntrinsic && second?.type === 'operator';
}

function readFilters(text: string, offset: number): TypedText {
  const error = faultOf(text);
  if (error === undefined) return { type: 'query', query: text };
  if (error.start === text.length) {
    const closed = text + missingSigns(text);
    if (faultOf(closed) === undefined) return { type: 'query', query: closed };
  }
  return { type: 'fault', error, start: error.start + offset, end: error.end + offset };
}

function readCondition(text: string, offset: number): TypedText {
  const opening = '{ ';
  return readFilters(opening + text, offset - opening.length);
}

/** What is wrong with a query; undefined where nothing is. */
export function faultOf(query: string): TraceqlError | undefined {
  try {
    parseTraceql(query);
    return undefined;
  } catch (error) {
    if (error instanceof TraceqlError) return error;
    throw error;
  }
}

/** What closes all that is open. */
function missingSigns(text: string): string {
  const open: string[] = [];
  for (const { type } of lenientTraceqlTokens(text)) {
    if (type === '{') open.push(' }');
    else if (type === '(') open.push(')');
    else if (type === '}' || type === ')') open.pop();
  }
  return open.reverse().join('');
}

/** Words apart by blanks; quotes keep blanks. */
function wordsIn(text: string): readonly string[] {
  const words = [...text.matchAll(/"([^"]*)"|[^\s"]+/g)].map(([word, quoted]) => quoted ?? word);
  return words.filter((word) => word.trim() !== '');
}

/** The API takes ten expressions at most, and each word is one for each field. */
const MOST_APART = 3;

/** The query for spans that say each of these words somewhere; more than a few of them in one place, and in order. */
function wordsQuery(words: readonly string[]): string {
  const literals = words.map((word) => escapedForPattern(word.toWellFormed()));
  const patterns = literals.length > MOST_APART ? [literals.join('.*')] : [...new Set(literals)];
  const conditions = patterns.map((pattern) => {
    const text = formatTraceqlValue({ type: 'text', value: `(?i).*${pattern}.*` });
    return WORD_FIELDS.map((field) => `${field} =~ ${text}`).join(' || ');
  });
  if (conditions.length === 0) return '';
  if (conditions.length === 1) return `{ ${conditions[0]} }`;
  return `{ ${conditions.map((one) => `(${one})`).join(' && ')} }`;
}
