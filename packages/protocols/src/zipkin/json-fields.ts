// Fields that both versions of Zipkin's JSON have, as bytes. Texts of a span lie behind each other in memory that is kept.
import { utf8EncodeInto } from '@clew/model';
import { IdState, type JsonObject, JsonReader } from '../json-reader.ts';
import { parseIp } from './ip-text.ts';
import type { ReadEndpoint } from './read-endpoint.ts';
import { ZipkinFault } from './zipkin-fault.ts';

const FIRST_BYTES = 4096;
/** Memory that one odd span made larger than this is not kept. */
const MAX_KEPT_BYTES = 1 << 20;

/** Reads fields; a fault sticks in `reader` until it is cleared. */
export class JsonFields {
  readonly reader: JsonReader = new JsonReader();
  /** The texts of the open span. */
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  /** Where the last text is. */
  start = 0;
  end = 0;
  readonly #ownId: Uint8Array = new Uint8Array(8);

  /** Begins a span. */
  clear(): void {
    this.start = this.end = 0;
    if (this.bytes.length > MAX_KEPT_BYTES) this.bytes = new Uint8Array(FIRST_BYTES);
  }

  /** Appends a text; nothing where there is none. */
  text(value: unknown): void {
    this.start = this.end;
    if (typeof value === 'string') {
      this.#reserve(value.length * 3);
      this.end += utf8EncodeInto(value, this.bytes.subarray(this.end));
    } else if (value !== undefined && value !== null) this.reader.fail(ZipkinFault.malformed);
  }

  /** Appends bytes. @returns where they are */
  append(bytes: Uint8Array): number {
    this.start = this.end;
    this.#reserve(bytes.length);
    this.bytes.set(bytes, this.end);
    this.end += bytes.length;
    return this.start;
  }

  boolean(value: unknown): boolean {
    if (typeof value === 'boolean') return value;
    if (value !== undefined && value !== null) this.reader.fail(ZipkinFault.malformed);
    return false;
  }

  /** The ids of a span, into 16, 8 and 8 bytes; a parent that is none, or the span itself, is zeros. */
  ids(span: JsonObject, traceId: Uint8Array, spanId: Uint8Array, parentId: Uint8Array): void {
    const { reader } = this;
    const trace = reader.id(span['traceId'], traceId, 16, 1);
    if (trace === IdState.zero) reader.fail(ZipkinFault.traceIdZero);
    else if (trace !== IdState.valid) reader.fail(ZipkinFault.traceIdForm);
    const own = reader.id(span['id'], spanId, 8, 1);
    if (own === IdState.zero) reader.fail(ZipkinFault.idZero);
    else if (own !== IdState.valid) reader.fail(ZipkinFault.idForm);
    this.#ownId.set(spanId);
    const parent = reader.id(span['parentId'], parentId, 8, 1);
    if (parent === IdState.wrong) reader.fail(ZipkinFault.parentIdForm);
    const isNone = parent !== IdState.valid || this.#ownId.every((byte, i) => byte === parentId[i]);
    if (isNone) parentId.fill(0);
  }

  /** Fills an endpoint. */
  endpoint(value: unknown, endpoint: ReadEndpoint): void {
    const { serviceName, ipv4, ipv6, port } = this.reader.object(value);
    if (typeof serviceName === 'string') {
      this.text(serviceName);
      endpoint.service.read(this.bytes, this.start, this.end);
    }
    for (const text of [ipv4, ipv6]) {
      const address = typeof text === 'string' ? parseIp(text) : undefined;
      if (address !== undefined) endpoint.setAddress(address, 0, address.length);
    }
    if (typeof port === 'number' && Number.isInteger(port)) endpoint.setPort(port);
  }

  #reserve(count: number): void {
    const needed = this.end + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
  }
}
