import {
  countItems,
  decodeOtlpJson,
  decodeOtlpProtobuf,
  encodeExportResponse,
  encodeStatus,
} from '@clew/protocols/otlp';
import type { OtlpEncodings } from '../receivers/otlp-encodings.ts';

/** OTLP as `@clew/protocols` reads and writes it. */
export const otlpEncodings: OtlpEncodings = {
  decode: { protobuf: decodeOtlpProtobuf, json: decodeOtlpJson },
  encodeExportResponse,
  encodeStatus,
  countItems,
};
