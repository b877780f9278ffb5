// Decodes an ExportTraceServiceRequest in JSON by walking its bytes and appending to columns: keys come in any order, and unknown ones are
// skipped. What is checked, refused and repaired is the same as in protobuf. Keys are lowerCamelCase only, as
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding has it; others are ignored.
import { type AttributeAppender, type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { decodeRequest, type RequestDecoder } from '../decode-request.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { JsonKeys } from '../json-keys.ts';
import { JsonScanner, OBJECT_END } from '../json-scanner.ts';
import type { RefusedSpans } from '../refused-spans.ts';
import { EntityRefsWriter } from './entity-refs.ts';
import { JsonAttributes } from './json-attributes.ts';
import { readEntityRef } from './json-entity-ref.ts';
import { JsonSpans } from './json-spans.ts';
import { RESOURCE_DAMAGED, SCOPE_DAMAGED } from './span-warning.ts';

const OPEN_BRACE = 0x7b;

const RESOURCE_SPANS = 1;
const requestKeys: JsonKeys = new JsonKeys('resourceSpans');

const RESOURCE = 1;
const SCOPE_SPANS = 2;
const RESOURCE_SCHEMA_URL = 3;
// What `scopeSpans`, and within it `scope`, was called until 2022; in protobuf only the names have changed.
const LIBRARY_SPANS = 4;
const resourceSpansKeys: JsonKeys = new JsonKeys(
  ...['resource', 'scopeSpans', 'schemaUrl', 'instrumentationLibrarySpans'],
);

const SCOPE = 1;
const SPANS = 2;
const SCOPE_SCHEMA_URL = 3;
const LIBRARY = 4;
const scopeSpansKeys: JsonKeys = new JsonKeys(
  ...['scope', 'spans', 'schemaUrl', 'instrumentationLibrary'],
);

// Of a resource and of a scope.
const ATTRIBUTES = 1;
const DROPPED = 2;
const NAME = 3;
const VERSION = 4;
const ENTITY_REFS = 5;
const ownerKeys: JsonKeys = new JsonKeys(
  ...['attributes', 'droppedAttributesCount', 'name', 'version', 'entityRefs'],
);

class TraceRequestDecoder implements RequestDecoder {
  readonly format: number = SpanFormat.otlp;
  readonly reader: JsonScanner = new JsonScanner();
  readonly #attributes: JsonAttributes = new JsonAttributes(this.reader);
  readonly #spans: JsonSpans = new JsonSpans(this.reader, this.#attributes);
  readonly refused: RefusedSpans = this.#spans.refused;

  // Of the resource that is open.
  readonly #entityRefs: EntityRefsWriter = new EntityRefsWriter();
  // Of the resource or scope that was read last.
  #dropped = 0;
  #name = 0;
  #version = 0;
  #isDamaged = false;

  readRequest(builder: SpanBatchBuilder): void {
    this.#request(builder);
    this.reader.end();
  }

  #request(builder: SpanBatchBuilder): void {
    const scanner = this.reader;
    if (scanner.peek() !== OPEN_BRACE) {
      throw new DecodeError('the body is no JSON object, so it is no OTLP trace request');
    }
    let seen = 0;
    scanner.enterObject();
    for (;;) {
      const key = scanner.nextKey(requestKeys);
      if (key === OBJECT_END) return;
      seen = scanner.once(seen, key);
      if (key !== RESOURCE_SPANS) scanner.skipValue();
      else if (this.#enterOuterList('resourceSpans')) {
        while (scanner.nextItem()) this.#resourceSpans(builder);
      }
    }
  }

  /** Enters a list that spans are in; when it is none, nobody can say how many spans are lost. */
  #enterOuterList(field: string): boolean {
    const isEntered = this.reader.enterList();
    this.#checkOuter(`${field} is no list, or there twice`);
    return isEntered;
  }

  #checkOuter(trouble: string): void {
    if (this.reader.fault !== 0) {
      throw new DecodeError(`the body is JSON but no OTLP trace request: ${trouble}`);
    }
  }

  /** The resource may stand before, between or after the spans: it is theirs once all is read. */
  #resourceSpans(builder: SpanBatchBuilder): void {
    const scanner = this.reader;
    const firstSpan = builder.spanCount;
    let isDamaged = false;
    let dropped = 0;
    let schemaUrl = 0;
    let seen = 0;
    builder.beginResource();
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(resourceSpansKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        switch (key) {
          case RESOURCE:
            this.#entityRefs.clear();
            this.#owner(builder, builder.resourceAttributes);
            this.#entityRefs.appendTo(builder);
            isDamaged = this.#isDamaged || isDamaged;
            dropped = this.#dropped;
            break;
          case SCOPE_SPANS:
          case LIBRARY_SPANS:
            if (this.#enterOuterList('scopeSpans')) {
              while (scanner.nextItem()) this.#scopeSpans(builder);
            }
            break;
          case RESOURCE_SCHEMA_URL:
            schemaUrl = this.#symbol(builder);
            isDamaged = this.#takeFault() || isDamaged;
            break;
          default:
            scanner.skipValue();
        }
      }
    }
    this.#checkOuter('an item of resourceSpans is no object');
    if (builder.spanCount === firstSpan) {
      builder.dropResource();
      return;
    }
    builder.assignResource(firstSpan, builder.endResource(schemaUrl, dropped));
    if (isDamaged) builder.warnSpans(firstSpan, RESOURCE_DAMAGED, 0, RESOURCE_DAMAGED.length);
  }

  /** The scope may stand before, between or after the spans, too. */
  #scopeSpans(builder: SpanBatchBuilder): void {
    const scanner = this.reader;
    const firstSpan = builder.spanCount;
    let isDamaged = false;
    let dropped = 0;
    let name = 0;
    let version = 0;
    let schemaUrl = 0;
    let seen = 0;
    builder.beginScope();
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(scopeSpansKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key === LIBRARY ? SCOPE : key);
        switch (key) {
          case SCOPE:
          case LIBRARY:
            this.#owner(builder, builder.scopeAttributes);
            isDamaged = this.#isDamaged || isDamaged;
            dropped = this.#dropped;
            name = this.#name;
            version = this.#version;
            break;
          case SPANS:
            if (this.#enterOuterList('spans')) {
              while (scanner.nextItem()) this.#spans.append(builder);
            }
            break;
          case SCOPE_SCHEMA_URL:
            schemaUrl = this.#symbol(builder);
            isDamaged = this.#takeFault() || isDamaged;
            break;
          default:
            scanner.skipValue();
        }
      }
    }
    this.#checkOuter('an item of scopeSpans is no object');
    if (builder.spanCount === firstSpan) return;
    builder.assignScope(firstSpan, builder.endScope(name, version, schemaUrl, dropped));
    if (isDamaged) builder.warnSpans(firstSpan, SCOPE_DAMAGED, 0, SCOPE_DAMAGED.length);
  }

  /** Reads a resource or a scope; a resource's name and version mean nothing, nor do a scope's entities. */
  #owner(builder: SpanBatchBuilder, appender: AttributeAppender): void {
    const scanner = this.reader;
    this.#name = this.#version = this.#dropped = 0;
    this.#isDamaged = this.#takeFault();
    let seen = 0;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(ownerKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        switch (key) {
          case ATTRIBUTES:
            this.#sharedAttributes(appender);
            break;
          case DROPPED:
            this.#dropped = scanner.readUint32();
            break;
          case NAME:
            this.#name = this.#symbol(builder);
            break;
          case VERSION:
            this.#version = this.#symbol(builder);
            break;
          case ENTITY_REFS:
            this.#readEntityRefs();
            break;
          default:
            scanner.skipValue();
        }
      }
    }
    this.#isDamaged = this.#takeFault() || this.#isDamaged;
  }

  /** Appends what can be read of a resource's or scope's attributes. The spans are not to blame for one that can't be, so it alone is left out. */
  #sharedAttributes(appender: AttributeAppender): void {
    const scanner = this.reader;
    if (!scanner.enterList()) return;
    while (scanner.nextItem()) {
      this.#isDamaged = this.#takeFault() || this.#isDamaged;
      const before = appender.length;
      this.#attributes.append(appender);
      if (!this.#takeFault()) continue;
      appender.truncate(before);
      this.#isDamaged = true;
    }
  }

  /** Keeps the references that can be read. */
  #readEntityRefs(): void {
    const scanner = this.reader;
    if (!scanner.enterList()) return;
    while (scanner.nextItem()) {
      this.#isDamaged = this.#takeFault() || this.#isDamaged;
      readEntityRef(scanner, this.#entityRefs);
    }
  }

  /** Whether there was a fault, which is forgotten. */
  #takeFault(): boolean {
    const isFaulty = this.reader.fault !== 0;
    this.reader.fault = 0;
    return isFaulty;
  }

  #symbol(builder: SpanBatchBuilder): number {
    const scanner = this.reader;
    scanner.readText();
    return builder.symbol(scanner.text, scanner.textStart, scanner.textEnd);
  }
}

const decoder: TraceRequestDecoder = new TraceRequestDecoder();

/**
 * Appends the spans of an OTLP ExportTraceServiceRequest in JSON, with the same containment as
 * `decodeOtlpProtobuf`: a malformed span is refused and counted, a malformed attribute of a resource or
 * scope is left out and its spans carry a warning.
 * @param body UTF-8, uncompressed, which is not kept
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the body is no JSON or no trace request; then nothing of it is in the builder
 */
export function decodeOtlpJson(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(decoder, body, builder);
}
