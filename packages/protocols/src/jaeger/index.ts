export {
  decodeBatchBinary,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
} from './thrift-decoder.ts';
