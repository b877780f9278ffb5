// Jaeger's structs, for Apache's library.
import { bool, double, i32, i64, list, struct, text } from './thrift-peer.ts';

const tag = struct([
  [1, 'key', text],
  [2, 'vType', i32],
  [3, 'vStr', text],
  [4, 'vDouble', double],
  [5, 'vBool', bool],
  [6, 'vLong', i64],
  [7, 'vBinary', text],
]);
const log = struct([
  [1, 'timestamp', i64],
  [2, 'fields', list(tag)],
]);
const reference = struct([
  [1, 'refType', i32],
  [2, 'traceIdLow', i64],
  [3, 'traceIdHigh', i64],
  [4, 'spanId', i64],
]);
const span = struct([
  [1, 'traceIdLow', i64],
  [2, 'traceIdHigh', i64],
  [3, 'spanId', i64],
  [4, 'parentSpanId', i64],
  [5, 'operationName', text],
  [6, 'references', list(reference)],
  [7, 'flags', i32],
  [8, 'startTime', i64],
  [9, 'duration', i64],
  [10, 'tags', list(tag)],
  [11, 'logs', list(log)],
]);
const process = struct([
  [1, 'serviceName', text],
  [2, 'tags', list(tag)],
]);

/** `Batch`. */
export const batch = struct([
  [1, 'process', process],
  [2, 'spans', list(span)],
]);
/** The arguments of `emitBatch`. */
export const emitBatchArguments = struct([[1, 'batch', batch]]);
