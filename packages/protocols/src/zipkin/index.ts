export { decodeZipkinJson, decodeZipkinSpans } from './json-decoder.ts';
export { writeZipkinJson } from './write-json.ts';
export { zipkinTraceId } from './zipkin-span.ts';
