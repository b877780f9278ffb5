// The headers of a request that clients keep as attributes of the span that took it, each of them in its own way.
import type { Attribute, AttributeValue } from '@clew/model';

/** OpenTelemetry's, of HTTP and of gRPC, by its names of now and of before. */
const HEADER_KEY =
  /^(?:http\.request\.header|rpc\.request\.metadata|rpc\.grpc\.request\.metadata)\.([\w-]{1,64})$/;
/** Headers as SkyWalking's Java agent writes them: a line each, `name=[value]`. */
const HEADER_LINES_KEY = 'http.headers';
const HEADER_LINE = /^([\w-]{1,64})=\[(.*)\]$/;
/** Longer ones are looked at no further. */
const MAX_LENGTH = 16_384;

/**
 * Headers by their names in lower case, with `-` where names of attributes have `_`. Of one that stands there several times the first
 * counts, as a caller is one.
 */
export function capturedHeaders(attributes: readonly Attribute[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const add = (name: string, value: string | undefined) => {
    const header = name.toLowerCase().replaceAll('_', '-');
    if (value === undefined || value.length > MAX_LENGTH || headers.has(header)) return;
    headers.set(header, value.trim());
  };
  for (const { key, value } of attributes) {
    if (key === HEADER_LINES_KEY) {
      if (typeof value !== 'string' || value.length > MAX_LENGTH) continue;
      for (const line of value.split('\n')) {
        const [, name, text] = HEADER_LINE.exec(line.trim()) ?? [];
        if (name !== undefined) add(name, text);
      }
    } else {
      const name = HEADER_KEY.exec(key)?.[1];
      if (name !== undefined) add(name, firstText(value));
    }
  }
  return headers;
}

/** A text, or the first of a list. */
function firstText(value: AttributeValue): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}
