// What writes the wire formats, for those who encode spans that are not in a SpanBatch. It imports no decoder.
export { ByteWriter, SHORT_TEXT } from './byte-writer.ts';
export { BinaryType, ThriftBinaryWriter } from './jaeger/thrift-binary-writer.ts';
export { CompactType, ThriftCompactWriter } from './jaeger/thrift-compact-writer.ts';
export { ProtobufWriter } from './protobuf-writer.ts';
