// Spans as Protocol Buffers, for servers: what is written with a ByteWriter is for Node alone.
export { writeJaegerProtobuf } from './jaeger/write-protobuf.ts';
export { writeOtlpProtobuf } from './otlp/write-protobuf.ts';
