export type { TextPlace } from './json-fault-place.ts';
export { type OpenedTraceFile, openTraceFile } from './open-trace-file.ts';
export {
  TraceFileError,
  type TraceFileErrorCode,
  type TraceFileFormat,
} from './trace-file-error.ts';
