// SkyWalking's header: `sample-traceId-segmentId-spanNumber-service-instance-endpoint-address`, its texts in Base64.
// https://skywalking.apache.org/docs/main/latest/en/api/x-process-propagation-headers-v3/
import { hexEncode, utf8Decode } from '@clew/model';
import { base64Bytes } from '../json-reader.ts';
import { skyWalkingSpanId, skyWalkingTraceId } from './segment-ids.ts';

/** How many fields there are. */
export const SW8_FIELDS = 8;
const SAMPLE = /^[01]$/;
/** Spans of a segment are numbered in 31 bits. */
const SPAN_NUMBER = /^\d{1,9}$/;

/** The span that the header names. */
export interface Sw8Span {
  readonly isSampled: boolean;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** What SkyWalking's agents call the trace; mostly the same. */
  readonly traceText: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  readonly segmentId: string;
  readonly spanNumber: number;
}

/**
 * Reads the fields of the header, which were parted at `-`.
 * @returns undefined when they name no span
 */
export function readSw8Span(fields: readonly string[]): Sw8Span | undefined {
  const [sample = '', traceField = '', segmentField = '', number = ''] = fields;
  if (fields.length !== SW8_FIELDS || !SAMPLE.test(sample) || !SPAN_NUMBER.test(number)) {
    return undefined;
  }
  const traceText = sw8Text(traceField) ?? '';
  const segmentId = sw8Text(segmentField);
  const traceId = skyWalkingTraceId(traceText);
  if (!segmentId || traceId === undefined) return undefined;
  const spanNumber = Number(number);
  return {
    isSampled: sample === '1',
    traceId: hexEncode(traceId, 0, traceId.length),
    traceText,
    spanId: hexEncode(skyWalkingSpanId(segmentId, spanNumber), 0, 8),
    segmentId,
    spanNumber,
  };
}

/** The text of a field; undefined when it is no Base64. */
export function sw8Text(field: string): string | undefined {
  const bytes = base64Bytes(field);
  return bytes && utf8Decode(bytes, 0, bytes.length);
}
