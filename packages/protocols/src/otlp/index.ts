export { decodeOtlpProtobuf } from './protobuf-decoder.ts';
