// Zipkin's structs of version 1, for Apache's library.
import { bool, i16, i32, i64, list, struct, text } from './thrift-peer.ts';

const endpoint = struct([
  [1, 'ipv4', i32],
  [2, 'port', i16],
  [3, 'service_name', text],
  [4, 'ipv6', text],
]);
const annotation = struct([
  [1, 'timestamp', i64],
  [2, 'value', text],
  [3, 'host', endpoint],
]);
const binaryAnnotation = struct([
  [1, 'key', text],
  [2, 'value', text],
  [3, 'annotation_type', i32],
  [4, 'host', endpoint],
]);
const span = struct([
  [1, 'trace_id', i64],
  [3, 'name', text],
  [4, 'id', i64],
  [5, 'parent_id', i64],
  [6, 'annotations', list(annotation)],
  [8, 'binary_annotations', list(binaryAnnotation)],
  [9, 'debug', bool],
  [10, 'timestamp', i64],
  [11, 'duration', i64],
  [12, 'trace_id_high', i64],
]);

/** The body of a request. */
export const spans = list(span);
