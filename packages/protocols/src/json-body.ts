// Reads the JSON of a request's body, and bounds what JSON.parse may cost. It survives any nesting, but 64 MiB of `[` or `{},` keep it busy for
// 12 seconds and fill 3 GB; so the values of large bodies are counted first, which takes 1 ns a byte.
import { utf8Decode } from '@clew/model';
import { DecodeError } from './decode-result.ts';

/** Bodies up to this size can't hold enough to matter. */
const UNCHECKED_BYTES = 1 << 20;
/** About 40,000 usual spans; the worst that can be made of so many values parses in under 2 s and 600 MB. */
const MAX_VALUES = 2_000_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/**
 * What a body's JSON says.
 * @param body UTF-8, with a byte order mark or without
 * @throws {DecodeError} when it is no JSON, or has more values than can be parsed in bounded time and memory
 */
export function parseJsonBody(body: Uint8Array): unknown {
  checkJsonSize(body);
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  try {
    return JSON.parse(utf8Decode(body, start, body.length));
  } catch (error) {
    throw new DecodeError(`the body is no JSON: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
}

function checkJsonSize(body: Uint8Array): void {
  if (body.length <= UNCHECKED_BYTES) return;
  let values = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfString(body, at + 1);
    else if (byte === COMMA || byte === OPEN_BRACE || byte === OPEN_BRACKET) values++;
  }
  if (values > MAX_VALUES) {
    throw new DecodeError(
      `the body has more than ${MAX_VALUES} JSON values: send fewer spans in a request, or protobuf`,
    );
  }
}

/** Where the string that starts at `at` has its closing quote. */
function endOfString(body: Uint8Array, start: number): number {
  let at = start;
  while (at < body.length) {
    const byte = body[at];
    if (byte === QUOTE) return at;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at;
}
