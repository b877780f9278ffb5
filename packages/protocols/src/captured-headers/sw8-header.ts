// SkyWalking's header: `sample-traceId-segmentId-spanNumber-service-instance-endpoint-address`, its texts in Base64.
// https://skywalking.apache.org/docs/main/latest/en/api/x-process-propagation-headers-v3/
import { type Attribute, hexEncode, TRACE_ID_TEXT_KEY, utf8Decode } from '@clew/model';
import { base64Bytes } from '../json-reader.ts';
import { skyWalkingSpanId, skyWalkingTraceId } from '../skywalking/segment-ids.ts';
import type { CarriedIds } from './header-ids.ts';

const FIELDS = 8;
const SAMPLE = /^[01]$/;
/** Spans of a segment are numbered in 31 bits. */
const SPAN_NUMBER = /^\d{1,9}$/;

/** The caller that the header names, with the attributes that a segment's reference to it would have. */
export function readSw8(header: string): CarriedIds | undefined {
  const fields = header.split('-', FIELDS + 1);
  const [sample = '', , , number = ''] = fields;
  if (fields.length !== FIELDS || !SAMPLE.test(sample) || !SPAN_NUMBER.test(number)) {
    return undefined;
  }
  const texts = fields.map(textOf);
  const [, traceText, segmentId, , service, instance, endpoint, address] = texts;
  const id = skyWalkingTraceId(traceText ?? '');
  if (traceText === undefined || !segmentId || id === undefined) return undefined;
  const traceId = hexEncode(id, 0, id.length);
  const spanId = skyWalkingSpanId(segmentId, Number(number));
  return {
    traceId,
    spanId: hexEncode(spanId, 0, spanId.length),
    attributes: [
      ...said(TRACE_ID_TEXT_KEY, traceText === traceId ? '' : traceText),
      ...said('sw8.parent_segment_id', segmentId),
      { key: 'sw8.parent_span_id', value: BigInt(number) },
      ...said('sw8.parent_service', service),
      ...said('sw8.parent_service_instance', instance),
      ...said('sw8.parent_endpoint', endpoint),
      ...said('sw8.address_used_at_peer', address),
    ],
  };
}

/** The text of Base64 of UTF-8; undefined if it is something else. */
function textOf(field: string): string | undefined {
  const bytes = base64Bytes(field);
  return bytes && utf8Decode(bytes, 0, bytes.length);
}

function said(key: string, value: string | undefined): readonly Attribute[] {
  return value === undefined || value === '' ? [] : [{ key, value }];
}
