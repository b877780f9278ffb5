// Opens files of traces: finds out which format they are in and reads them. For browsers and Node alike.
import {
  BatchTooLargeError,
  type SortedTraces,
  SpanBatchBuilder,
  sortedTraces,
  utf8Decode,
  utf8Encode,
} from '@clew/model';
import { DecodeError, type ReadResult } from '../decode-result.ts';
import { contentOf, type FileContent, isOtherSignal } from './file-content.ts';
import { jsonFaultOffset, placeOf } from './json-fault-place.ts';
import { TraceFileError, type TraceFileFormat } from './trace-file-error.ts';

/** What a file held. */
export interface OpenedTraceFile extends SortedTraces {
  readonly format: TraceFileFormat;
  /** Spans that were left out, by reason. */
  readonly rejected: ReadonlyMap<string, number>;
  /** Where the first of them stands, such as `data[0].spans[3]` or `line 5: resourceSpans[0]…`; empty when none was. */
  readonly firstRejectedAt: string;
}

/** UTF-16 units that V8's longest string has. */
const LONGEST_TEXT = 0x1fff_ffe8;
/** What is shown of the text where it is no JSON. */
const EXCERPT_LENGTH = 40;
const CUT_OFF = 'json: the last line is cut off';
const NEWLINE = 0x0a;

/**
 * Opens a file of traces: Jaeger's JSON (an answer of its API, a download of its UI, a trace or a list), OTLP's (a
 * request, a list, lines of requests as the OpenTelemetry Collector writes files, or as Tempo and Jaeger 3 answer it)
 * or Zipkin's version 2 (a list of spans, or of lists). Spans that can't be read are left out and counted.
 * @param file the file's bytes (UTF-8, or UTF-16 with its mark), uncompressed, or its text
 * @throws {TraceFileError} when no trace can be read from it: says what it was taken for and what is wrong where
 */
export function openTraceFile(file: Uint8Array | string): OpenedTraceFile {
  const builder = new SpanBatchBuilder();
  const reading = new Reading(builder);
  try {
    reading.all(bytesOf(file));
    return { ...reading.result(), ...sortedTraces(builder.finish()) };
  } catch (error) {
    if (!(error instanceof BatchTooLargeError)) throw error;
    throw new TraceFileError('CLEW_TRACE_FILE_TOO_LARGE', error.message);
  }
}

/** The bytes of a file as UTF-8 without a mark. */
function bytesOf(file: Uint8Array | string): Uint8Array {
  const bytes = typeof file === 'string' ? utf8Encode(file) : file;
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return bytes.subarray(3);
  // UTF-16 is what PowerShell writes of another program's output.
  if (a === 0xff && b === 0xfe) return utf8Encode(new TextDecoder('utf-16le').decode(bytes));
  if (a === 0xfe && b === 0xff) return utf8Encode(new TextDecoder('utf-16be').decode(bytes));
  return bytes;
}

/** Reads one file, whole or line by line. */
class Reading {
  readonly #builder: SpanBatchBuilder;
  readonly #rejected = new Map<string, number>();
  #format: TraceFileFormat | undefined;
  #firstRejectedAt = '';

  constructor(builder: SpanBatchBuilder) {
    this.#builder = builder;
  }

  all(bytes: Uint8Array): void {
    const firstEnd = endOfLine(bytes, 0);
    const rest = endOfSpace(bytes, firstEnd);
    if (rest < bytes.length && parsed(bytes, 0, firstEnd) !== undefined) this.#lines(bytes);
    else this.#whole(bytes);
  }

  result(): Pick<OpenedTraceFile, 'format' | 'rejected' | 'firstRejectedAt'> {
    const format = this.#format;
    const rejected = this.#rejected;
    const firstRejectedAt = this.#firstRejectedAt;
    if (format === undefined || this.#builder.spanCount === 0) {
      const found = [...rejected.keys()].map((reason) => `${firstRejectedAt}: ${reason}`)[0] ?? '';
      throw new TraceFileError(
        'CLEW_TRACE_FILE_NO_SPANS',
        `no span can be read${found === '' ? '' : `: ${found}`}`,
        { ...(format === undefined ? {} : { format }), found },
      );
    }
    return { format, rejected, firstRejectedAt };
  }

  #whole(bytes: Uint8Array): void {
    if (endOfSpace(bytes, 0) === bytes.length) {
      throw new TraceFileError('CLEW_TRACE_FILE_EMPTY', 'the file is empty');
    }
    if (bytes.length > LONGEST_TEXT) {
      throw new TraceFileError(
        'CLEW_TRACE_FILE_TOO_LARGE',
        `the file has more than ${LONGEST_TEXT} bytes`,
      );
    }
    const json = parsed(bytes, 0, bytes.length);
    if (json === undefined) throw notJson(utf8Decode(bytes, 0, bytes.length), 0);
    this.#take(json.value, '', (content) => content);
  }

  #lines(bytes: Uint8Array): void {
    let line = 0;
    for (let start = 0; start < bytes.length; ) {
      line++;
      const end = endOfLine(bytes, start);
      if (endOfSpace(bytes, start) < end) this.#line(bytes, start, end, line);
      start = end + 1;
    }
  }

  #line(bytes: Uint8Array, start: number, end: number, line: number): void {
    const json = parsed(bytes, start, end);
    const isLast = endOfSpace(bytes, end) === bytes.length;
    if (json === undefined) {
      if (!isLast) throw notJson(utf8Decode(bytes, start, end), line - 1);
      // A file that is still written to, or was rotated.
      this.#reject(CUT_OFF, 1, `line ${line}`);
      return;
    }
    if (isOtherSignal(json.value)) return;
    this.#take(json.value, `line ${line}: `, (content) => {
      if (this.#format === undefined || content.format === this.#format) return content;
      throw new TraceFileError(
        'CLEW_TRACE_FILE_MALFORMED',
        `line ${line} is of ${content.format}, the lines before of ${this.#format}`,
        { format: this.#format, place: { line, column: 1 }, found: content.format },
      );
    });
  }

  #take(json: unknown, path: string, check: (content: FileContent) => FileContent): void {
    const recognized = contentOf(json);
    if (recognized === undefined) {
      const found = `${path}${described(json)}`;
      throw new TraceFileError('CLEW_TRACE_FILE_UNKNOWN', `not a trace file: ${found}`, { found });
    }
    const { format, read } = check(recognized);
    this.#format = format;
    try {
      this.#count(read(this.#builder), path);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const found = path + error.message;
      throw new TraceFileError('CLEW_TRACE_FILE_MALFORMED', found, { format, found });
    }
  }

  #count({ rejected, firstRejectedAt }: ReadResult, path: string): void {
    for (const [reason, count] of rejected) this.#reject(reason, count, path + firstRejectedAt);
  }

  #reject(reason: string, count: number, path: string): void {
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + count);
    this.#firstRejectedAt ||= path;
  }
}

/** What JSON stands in a run of bytes; undefined when there is none. */
function parsed(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(utf8Decode(bytes, start, end)) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function notJson(text: string, linesBefore: number): TraceFileError {
  const offset = Math.max(0, jsonFaultOffset(text));
  const inText = placeOf(text, offset);
  const place = { line: inText.line + linesBefore, column: inText.column };
  const found = text.slice(offset, offset + EXCERPT_LENGTH).split('\n')[0] as string;
  const what = offset >= text.length ? 'the end of the file' : JSON.stringify(found);
  return new TraceFileError(
    'CLEW_TRACE_FILE_NOT_JSON',
    `no JSON from line ${place.line}, column ${place.column} on: found ${what}`,
    { place, found: found.toWellFormed() },
  );
}

/** What a JSON value is, for people. */
function described(json: unknown): string {
  if (Array.isArray(json)) {
    return json.length === 0 ? 'an empty list' : `a list of: ${described(json[0])}`;
  }
  if (typeof json !== 'object' || json === null) return json === null ? 'null' : `a ${typeof json}`;
  const keys = Object.keys(json);
  const shown = keys.slice(0, 6).map((key) => JSON.stringify(key.slice(0, 30).toWellFormed()));
  if (keys.length > shown.length) shown.push('…');
  return keys.length === 0 ? 'an empty object' : `an object with ${shown.join(', ')}`;
}

function endOfLine(bytes: Uint8Array, start: number): number {
  const found = bytes.indexOf(NEWLINE, start);
  return found < 0 ? bytes.length : found;
}

/** Where the white space that starts at a byte ends. */
function endOfSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
  return at;
}
