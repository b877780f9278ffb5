// Decodes Zipkin's JSON of both versions.
// https://github.com/openzipkin/zipkin-api/blob/master/zipkin2-api.yaml, https://github.com/openzipkin/zipkin-api/blob/master/zipkin-api.yaml
import type { SpanBatchBuilder } from '@clew/model';
import { decodeRequest } from '../decode-request.ts';
import type { DecodeResult } from '../decode-result.ts';
import { JsonScanner } from '../json-scanner.ts';
import { JsonListDecoder, type JsonSpanDecoder } from './json-list-decoder.ts';
import { JsonSpans } from './json-spans.ts';
import { V1JsonSpans } from './v1-json-spans.ts';

const version2: JsonListDecoder = decoderOf((scanner) => new JsonSpans(scanner));
const version1: JsonListDecoder = decoderOf((scanner) => new V1JsonSpans(scanner));

function decoderOf(spans: (scanner: JsonScanner) => JsonSpanDecoder): JsonListDecoder {
  const scanner = new JsonScanner();
  return new JsonListDecoder(scanner, spans(scanner));
}

/**
 * Appends the spans of a list as Zipkin's clients post it to `/api/v2/spans`, or of lists of them as `/api/v2/traces`
 * answers. A span that is malformed is refused and counted, the others stay.
 * @param body UTF-8, uncompressed; an empty one has no spans
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the body is no JSON, no list or is of version 1; then nothing of it is in the builder
 * @throws {BatchTooLargeError} when it would take several times its size in memory
 */
export function decodeZipkinJson(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  if (body.length === 0) return { accepted: 0, rejected: new Map() };
  return decodeRequest(version2, body, builder);
}

/**
 * Appends the spans of a list as Zipkin's older clients post it to `/api/v1/spans`. A span that is malformed is refused and
 * counted, the others stay.
 * @param body UTF-8, uncompressed; an empty one has no spans
 * @param builder takes the spans: one for each service that a span of version 1 names
 * @throws {DecodeError} when the body is no JSON, no list or is of version 2; then nothing of it is in the builder
 * @throws {BatchTooLargeError} when it would take several times its size in memory
 */
export function decodeZipkinV1Json(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  if (body.length === 0) return { accepted: 0, rejected: new Map() };
  return decodeRequest(version1, body, builder);
}
