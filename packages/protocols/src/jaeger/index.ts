export { NO_SERVICE_NAME, type TagOrder } from './jaeger-span.ts';
export { decodePostSpans } from './protobuf-decoder.ts';
export { readJaegerUiJson } from './read-ui-json.ts';
export {
  decodeBatchBinary,
  decodeEmitBatch,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
} from './thrift-decoder.ts';
export {
  type JaegerUiLog,
  type JaegerUiProcess,
  JaegerUiProcesses,
  type JaegerUiReference,
  type JaegerUiSpan,
  type JaegerUiTag,
  type JaegerUiTrace,
  jaegerTraceId,
  jaegerUiSpan,
} from './ui-json.ts';
export { jaegerUiTrace, writeJaegerTrace } from './write-ui-json.ts';
