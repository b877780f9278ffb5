import { type Attribute, TRACE_ID_TEXT_KEY } from '@clew/model';
import { referenceKeys } from '../skywalking/reference-keys.ts';
import { readSw8Span, SW8_FIELDS, sw8Text } from '../skywalking/sw8-header.ts';
import type { CarriedIds } from './header-ids.ts';

/** The caller that `sw8` names, with the attributes that a segment's reference to it would have. */
export function readSw8(header: string): CarriedIds | undefined {
  const fields = header.split('-', SW8_FIELDS + 1);
  const span = readSw8Span(fields);
  if (span === undefined) return undefined;
  const { traceId, traceText, spanId, segmentId, spanNumber } = span;
  const [service, instance, endpoint, address] = fields.slice(4).map(sw8Text);
  return {
    traceId,
    spanId,
    attributes: [
      ...said(TRACE_ID_TEXT_KEY, traceText === traceId ? '' : traceText),
      ...said(referenceKeys.segmentId, segmentId),
      { key: referenceKeys.spanNumber, value: BigInt(spanNumber) },
      ...said(referenceKeys.service, service),
      ...said(referenceKeys.instance, instance),
      ...said(referenceKeys.endpoint, endpoint),
      ...said(referenceKeys.address, address),
    ],
  };
}

function said(key: string, value: string | undefined): readonly Attribute[] {
  return value === undefined || value === '' ? [] : [{ key, value }];
}
