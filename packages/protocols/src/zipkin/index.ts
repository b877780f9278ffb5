export { decodeZipkinJson, decodeZipkinV1Json } from './json-decoder.ts';
export { decodeZipkinProtobuf } from './protobuf-decoder.ts';
export { decodeZipkinThrift } from './thrift-decoder.ts';
export { writeZipkinJson } from './write-json.ts';
export { zipkinTraceId } from './zipkin-span.ts';
