// The texts that the decoder looks for or writes, as bytes.
import { SpanKind, utf8Encode } from '@clew/model';
import { isText } from '../byte-text.ts';

export const EMIT_BATCH: Uint8Array = utf8Encode('emitBatch');
export const SERVICE_NAME: Uint8Array = utf8Encode('service.name');
export const SPAN_KIND: Uint8Array = utf8Encode('span.kind');
export const ERROR: Uint8Array = utf8Encode('error');
export const TRUE: Uint8Array = utf8Encode('true');
export const EVENT: Uint8Array = utf8Encode('event');
export const REF_TYPE: Uint8Array = utf8Encode('opentracing.ref_type');
export const CHILD_OF: Uint8Array = utf8Encode('child_of');
export const FOLLOWS_FROM: Uint8Array = utf8Encode('follows_from');

const kinds: readonly (readonly [Uint8Array, SpanKind])[] = [
  [utf8Encode('server'), SpanKind.server],
  [utf8Encode('client'), SpanKind.client],
  [utf8Encode('internal'), SpanKind.internal],
  [utf8Encode('producer'), SpanKind.producer],
  [utf8Encode('consumer'), SpanKind.consumer],
];

/** The kind that a `span.kind` tag's text names, or 0. */
export function kindOfRun(bytes: Uint8Array, start: number, end: number): number {
  for (let i = 0; i < kinds.length; i++) {
    const [name, kind] = kinds[i] as readonly [Uint8Array, SpanKind];
    if (isText(name, bytes, start, end)) return kind;
  }
  return SpanKind.unspecified;
}
