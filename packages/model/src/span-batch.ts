// A batch of spans as columns over one run of bytes: the same bytes in memory, in the log and on the
// wire between Clew's own processes, so that reading a batch is making typed-array views of it.
import {
  BATCH_ENTRY_BYTES,
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  BATCH_VERSION,
  Section,
} from './span-batch-layout.ts';

/** Thrown for bytes that are no encoded batch, or one of a version this program can't read. */
export class BatchEncodingError extends Error {
  readonly code = 'CLEW_BATCH_ENCODING';
}

const NO_BYTES: Uint8Array = new Uint8Array(0);
const NO_UINT32: Uint32Array = new Uint32Array(0);

/** Three columns that hold lists of attributes: `ends[owner]` closes an owner's run of keys and values. */
export interface AttributeColumns {
  readonly end: Uint32Array;
  readonly key: Uint32Array;
  readonly value: Uint32Array;
}

/** An immutable batch of spans. Its columns are for stores; others read it through {@link SpanView}. */
export class SpanBatch {
  /** The canonical encoding, 8-byte aligned. */
  readonly bytes: Uint8Array;
  readonly spanCount: number;

  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array;
  /** Unix nanoseconds as pairs: low word, high word. */
  readonly start: Uint32Array;
  /** Nanoseconds as pairs: low word, high word. */
  readonly duration: Uint32Array;
  readonly name: Uint32Array;
  readonly resource: Uint32Array;
  readonly scope: Uint32Array;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  readonly format: Uint8Array;
  readonly flags: Uint32Array;
  readonly attributes: AttributeColumns;

  readonly eventEnd: Uint32Array;
  readonly eventTime: Uint32Array;
  readonly eventName: Uint32Array;
  readonly eventAttributes: AttributeColumns;

  readonly linkEnd: Uint32Array;
  readonly linkTraceId: Uint8Array;
  readonly linkSpanId: Uint8Array;
  readonly linkTraceState: Uint32Array;
  readonly linkFlags: Uint32Array;
  readonly linkAttributes: AttributeColumns;

  /** Symbol of `service.name` of each resource; the empty symbol where it has none. */
  readonly resourceService: Uint32Array;
  readonly resourceSchemaUrl: Uint32Array;
  readonly resourceDropped: Uint32Array;
  readonly resourceAttributes: AttributeColumns;

  readonly scopeName: Uint32Array;
  readonly scopeVersion: Uint32Array;
  readonly scopeSchemaUrl: Uint32Array;
  readonly scopeDropped: Uint32Array;
  readonly scopeAttributes: AttributeColumns;

  /** Triples (field, owner, value), see `Extra`. */
  readonly extra: Uint32Array;

  readonly symbolEnd: Uint32Array;
  readonly symbolBytes: Uint8Array;
  readonly plainEnd: Uint32Array;
  readonly plainBytes: Uint8Array;

  /**
   * Reads an encoded batch; the batch keeps the bytes and never copies them, unless they are not aligned.
   * Trusts the contents of the sections: check a CRC first where bytes come from outside.
   * @throws {BatchEncodingError} when the frame is damaged or of an unknown version
   */
  constructor(encoded: Uint8Array) {
    const bytes = encoded.byteOffset % 8 === 0 ? encoded : encoded.slice();
    const sections = readDirectory(bytes);
    this.bytes = bytes;
    this.spanCount = new Uint32Array(bytes.buffer, bytes.byteOffset + 8, 1)[0] as number;
    const spans = this.spanCount;

    const u8 = (section: Section, count = -1): Uint8Array => {
      const found = sections.get(section);
      if (found === undefined) return count > 0 ? new Uint8Array(count) : NO_BYTES;
      expectLength(section, found.length, count);
      return bytes.subarray(found.offset, found.offset + found.length);
    };
    const u32 = (section: Section, count = -1): Uint32Array => {
      const found = sections.get(section);
      if (found === undefined) return count > 0 ? new Uint32Array(count) : NO_UINT32;
      expectLength(section, found.length, count < 0 ? -1 : count * 4);
      return new Uint32Array(bytes.buffer, bytes.byteOffset + found.offset, found.length >>> 2);
    };
    const attributes = (end: Section, key: Section, value: Section, owners: number) => ({
      end: u32(end, owners),
      key: u32(key),
      value: u32(value),
    });

    this.traceId = u8(Section.traceId, spans * 16);
    this.spanId = u8(Section.spanId, spans * 8);
    this.parentSpanId = u8(Section.parentSpanId, spans * 8);
    this.start = u32(Section.start, spans * 2);
    this.duration = u32(Section.duration, spans * 2);
    this.name = u32(Section.name, spans);
    this.resource = u32(Section.resource, spans);
    this.scope = u32(Section.scope, spans);
    this.kind = u8(Section.kind, spans);
    this.status = u8(Section.status, spans);
    this.format = u8(Section.format, spans);
    this.flags = u32(Section.flags, spans);
    this.attributes = attributes(
      Section.attributeEnd,
      Section.attributeKey,
      Section.attributeValue,
      spans,
    );

    this.eventEnd = u32(Section.eventEnd, spans);
    this.eventName = u32(Section.eventName);
    const events = this.eventName.length;
    this.eventTime = u32(Section.eventTime, events * 2);
    this.eventAttributes = attributes(
      Section.eventAttributeEnd,
      Section.eventAttributeKey,
      Section.eventAttributeValue,
      events,
    );

    this.linkEnd = u32(Section.linkEnd, spans);
    this.linkTraceId = u8(Section.linkTraceId);
    const links = this.linkTraceId.length >>> 4;
    this.linkSpanId = u8(Section.linkSpanId, links * 8);
    this.linkTraceState = u32(Section.linkTraceState, links);
    this.linkFlags = u32(Section.linkFlags, links);
    this.linkAttributes = attributes(
      Section.linkAttributeEnd,
      Section.linkAttributeKey,
      Section.linkAttributeValue,
      links,
    );

    this.resourceService = u32(Section.resourceService);
    const resources = this.resourceService.length;
    this.resourceSchemaUrl = u32(Section.resourceSchemaUrl, resources);
    this.resourceDropped = u32(Section.resourceDropped, resources);
    this.resourceAttributes = attributes(
      Section.resourceAttributeEnd,
      Section.resourceAttributeKey,
      Section.resourceAttributeValue,
      resources,
    );

    this.scopeName = u32(Section.scopeName);
    const scopes = this.scopeName.length;
    this.scopeVersion = u32(Section.scopeVersion, scopes);
    this.scopeSchemaUrl = u32(Section.scopeSchemaUrl, scopes);
    this.scopeDropped = u32(Section.scopeDropped, scopes);
    this.scopeAttributes = attributes(
      Section.scopeAttributeEnd,
      Section.scopeAttributeKey,
      Section.scopeAttributeValue,
      scopes,
    );

    this.extra = u32(Section.extra);
    this.symbolEnd = u32(Section.symbolEnd);
    this.symbolBytes = u8(Section.symbolBytes);
    this.plainEnd = u32(Section.plainEnd);
    this.plainBytes = u8(Section.plainBytes);
  }
}

interface SectionPlace {
  readonly offset: number;
  readonly length: number;
}

function readDirectory(bytes: Uint8Array): Map<number, SectionPlace> {
  if (bytes.length < BATCH_HEADER_BYTES) {
    throw new BatchEncodingError(`${bytes.length} bytes are too few for a batch`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== BATCH_MAGIC) {
    throw new BatchEncodingError('these bytes are no span batch');
  }
  const version = view.getUint16(4, true);
  if (version !== BATCH_VERSION) {
    throw new BatchEncodingError(`batch version ${version}; this program reads ${BATCH_VERSION}`);
  }
  const count = view.getUint16(6, true);
  const total = view.getUint32(12, true);
  if (total !== bytes.length || BATCH_HEADER_BYTES + count * BATCH_ENTRY_BYTES > total) {
    throw new BatchEncodingError(`a batch of ${total} bytes in a run of ${bytes.length}`);
  }
  const sections = new Map<number, SectionPlace>();
  for (let i = 0; i < count; i++) {
    const at = BATCH_HEADER_BYTES + i * BATCH_ENTRY_BYTES;
    const offset = view.getUint32(at + 4, true);
    const length = view.getUint32(at + 8, true);
    if (offset % 8 !== 0 || offset + length > total) {
      throw new BatchEncodingError(`section ${view.getUint32(at, true)} lies outside of the batch`);
    }
    sections.set(view.getUint32(at, true), { offset, length });
  }
  return sections;
}

function expectLength(section: Section, length: number, expected: number): void {
  if (expected >= 0 && length !== expected) {
    throw new BatchEncodingError(`section ${section} has ${length} bytes, not ${expected}`);
  }
}
