export { decodeZipkinJson } from './json-decoder.ts';
export { decodeZipkinProtobuf } from './protobuf-decoder.ts';
export { decodeZipkinThrift } from './thrift-decoder.ts';
export { decodeZipkinV1Json, decodeZipkinV1Spans } from './v1-json-decoder.ts';
export { writeZipkinJson } from './write-json.ts';
export { zipkinTraceId } from './zipkin-span.ts';
