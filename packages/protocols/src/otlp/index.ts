export { encodeExportResponse, encodeStatus, type OtlpEncoding } from './export-response.ts';
export { groupedSpans } from './grouped-spans.ts';
export { decodeOtlpJson } from './json-decoder.ts';
export { countItems } from './other-signals.ts';
export { decodeOtlpProtobuf } from './protobuf-decoder.ts';
export { writeOtlpJson, writeOtlpResourceSpans } from './write-json.ts';
