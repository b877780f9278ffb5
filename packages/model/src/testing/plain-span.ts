// A span that is a good one, but for what a test changes.
import type { Resource, Span } from '../span.ts';

export const plainSpan: Span = {
  traceId: '00000000000000001122334455667788',
  spanId: '0000000000000001',
  parentSpanId: '',
  name: 'get',
  kind: 0,
  start: 1_000_000n,
  duration: 1_000n,
  status: 0,
  statusMessage: '',
  flags: 0,
  traceState: '',
  format: 0,
  attributes: [],
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  warnings: [],
  resource: { serviceName: 'shop', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
  scope: { name: '', version: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
};

/** A span id from a small number. */
export function idOf(number: number): string {
  return number.toString(16).padStart(16, '0');
}

/** A resource from its attributes. */
export function resourceOf(
  attributes: Readonly<Record<string, Resource['attributes'][number]['value']>>,
): Resource {
  const { 'service.name': name } = attributes;
  return {
    serviceName: typeof name === 'string' ? name : '',
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
    schemaUrl: '',
    droppedAttributesCount: 0,
  };
}

/** A link of the plain span's trace. */
export function linkTo(
  spanId: string,
  refType?: 'child_of' | 'follows_from',
): Span['links'][number] {
  return {
    traceId: plainSpan.traceId,
    spanId,
    traceState: '',
    flags: 0,
    attributes: refType === undefined ? [] : [{ key: 'opentracing.ref_type', value: refType }],
    droppedAttributesCount: 0,
  };
}
