// A span of Zipkin's version 1 as it was read: annotations that each name their host. Hot: one is filled again and again,
// its texts are ranges of bytes, and nothing is made for an annotation.
// https://github.com/openzipkin/zipkin-api/blob/master/thrift/zipkinCore.thrift
import type { ReadEndpoint } from './read-endpoint.ts';
import { RepeatedRun } from './repeated-run.ts';

/** The types of a binary annotation's value, with their numbers in Thrift. */
export const ValueType = {
  boolean: 0,
  bytes: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  double: 5,
  string: 6,
} as const;

/** Microseconds beyond this are no exact number, and 230 years away. */
const MAX_MICROS = Number.MAX_SAFE_INTEGER;
/** How many are sorted by hand. */
const FEW = 24;
const FIRST_ROWS = 32;
/** Memory that one odd span made larger than this is not kept. */
const MAX_KEPT_ROWS = 1 << 14;
/** A span of more rows gets room for as many as its body can have: doubled bit by bit, what was outgrown would take as much again. */
const MANY_ROWS = 1 << 10;
/** What a row takes in a body at least, in either encoding: `{"timestamp":1}`, or a key and a value of Thrift. */
const ROW_BYTES = 15;
const NOTHING: Uint8Array = new Uint8Array(0);

/** Columns of an annotation: its value's range, its endpoint. */
const ANNOTATION_WIDTH = 3;
/** Columns of a binary annotation: its key's and its value's range, its type, its endpoint. */
const BINARY_WIDTH = 6;
/** Columns of an endpoint: its service's range, where its addresses are or −1, its port. */
const ENDPOINT_WIDTH = 5;

/** No endpoint. */
export const NO_ENDPOINT = -1;

/** One span; rows of annotations and endpoints are numbers from 0 on. */
export class V1Span {
  /** The bytes that texts and addresses are ranges of. */
  source: Uint8Array = NOTHING;
  /** The memory of the three ids, which is emptied four times as quickly by words. */
  readonly #ids: Float64Array<ArrayBuffer> = new Float64Array(4);
  readonly traceId: Uint8Array = new Uint8Array(this.#ids.buffer, 0, 16);
  readonly id: Uint8Array = new Uint8Array(this.#ids.buffer, 16, 8);
  readonly parentId: Uint8Array = new Uint8Array(this.#ids.buffer, 24, 8);
  nameStart = 0;
  nameEnd = 0;
  /** Unix microseconds and microseconds; 0 is none. */
  timestamp = 0;
  duration = 0;
  debug = false;

  /** How many rows the body can have at most; 0 when nobody knows. */
  #mostRows = 0;

  annotationCount = 0;
  /** Unix microseconds, by annotation. */
  annotationTimes: Float64Array = new Float64Array(FIRST_ROWS);
  #annotations: Int32Array = new Int32Array(FIRST_ROWS * ANNOTATION_WIDTH);
  /** Annotations by time and value, once they were sorted. */
  annotationOrder: Int32Array = new Int32Array(FIRST_ROWS);

  binaryCount = 0;
  #binary: Int32Array = new Int32Array(FIRST_ROWS * BINARY_WIDTH);
  /** Binary annotations by key, once they were sorted. */
  binaryOrder: Int32Array = new Int32Array(FIRST_ROWS);

  /** Endpoints stay from span to span, until there are many: mostly a body has one. */
  #endpointCount = 0;
  #endpoints: Int32Array = new Int32Array(FIRST_ROWS * ENDPOINT_WIDTH);
  /** Where the host that was read last stands in the body, and its row. */
  readonly hostRun: RepeatedRun = new RepeatedRun();
  host: number = NO_ENDPOINT;
  /** The row that was read as a span's local endpoint last. */
  #local: number = NO_ENDPOINT;
  /** The first host of the open span, and whether there is another. */
  #firstHost: number = NO_ENDPOINT;
  #hasHosts = false;

  /** Begins with the spans of a body; texts and addresses are ranges of it, unless `source` is set to other bytes. */
  open(body: Uint8Array): void {
    this.source = body;
    this.#mostRows = Math.ceil(body.length / ROW_BYTES);
    this.hostRun.open(body);
    this.forgetEndpoints();
  }

  /** Empties it for the next span. */
  clear(): void {
    for (let i = 0; i < 4; i++) this.#ids[i] = 0;
    this.nameStart = this.nameEnd = 0;
    this.timestamp = this.duration = 0;
    this.debug = false;
    this.annotationCount = this.binaryCount = 0;
    this.#firstHost = NO_ENDPOINT;
    this.#hasHosts = false;
    if (this.#endpointCount > FIRST_ROWS) this.forgetEndpoints();
  }

  /** Has no endpoints any more. */
  forgetEndpoints(): void {
    this.hostRun.forget();
    this.#endpointCount = 0;
    this.#local = NO_ENDPOINT;
  }

  /** Takes a row for the host that the body's bytes `[start, end)` name. */
  learnHost(row: number, start: number, end: number): void {
    this.host = row;
    this.hostRun.learn(start, end);
  }

  /** Lets go of the bytes, and of memory for very many annotations. */
  release(): void {
    this.source = NOTHING;
    this.hostRun.close();
    this.forgetEndpoints();
    if (this.annotationTimes.length > MAX_KEPT_ROWS) {
      this.annotationTimes = new Float64Array(FIRST_ROWS);
      this.#annotations = new Int32Array(FIRST_ROWS * ANNOTATION_WIDTH);
      this.annotationOrder = new Int32Array(FIRST_ROWS);
    }
    if (this.binaryOrder.length > MAX_KEPT_ROWS) {
      this.#binary = new Int32Array(FIRST_ROWS * BINARY_WIDTH);
      this.binaryOrder = new Int32Array(FIRST_ROWS);
    }
    if (this.#endpoints.length > MAX_KEPT_ROWS * ENDPOINT_WIDTH) {
      this.#endpoints = new Int32Array(FIRST_ROWS * ENDPOINT_WIDTH);
    }
  }

  /**
   * Adds an endpoint.
   * @param ipv4At where its four bytes are, or −1
   * @param ipv6At where its 16 bytes are, or −1
   * @returns its row, which is the last one's where it is the same; {@link NO_ENDPOINT} where it says nothing
   */
  addEndpoint(
    serviceStart: number,
    serviceEnd: number,
    ipv4At: number,
    ipv6At: number,
    port: number,
  ): number {
    if (serviceStart === serviceEnd && ipv4At < 0 && ipv6At < 0 && port === 0) return NO_ENDPOINT;
    const row = this.#endpointCount++;
    const at = row * ENDPOINT_WIDTH;
    if (at === this.#endpoints.length) this.#endpoints = grown(this.#endpoints, at * 2);
    const columns = this.#endpoints;
    columns[at] = serviceStart;
    columns[at + 1] = serviceEnd;
    columns[at + 2] = ipv4At;
    columns[at + 3] = ipv6At;
    columns[at + 4] = port;
    // Mostly all annotations of a span are of one host.
    if (row === 0 || !this.isSameEndpoint(row - 1, row)) return row;
    this.#endpointCount = row;
    return row - 1;
  }

  /** Adds an annotation at Unix microseconds. */
  addAnnotation(time: number, valueStart: number, valueEnd: number, endpoint: number): void {
    const row = this.annotationCount++;
    if (row === this.annotationTimes.length) {
      const rows = this.#roomFor(row);
      const times = new Float64Array(rows);
      times.set(this.annotationTimes);
      this.annotationTimes = times;
      this.#annotations = grown(this.#annotations, rows * ANNOTATION_WIDTH);
      this.annotationOrder = grown(this.annotationOrder, rows);
    }
    this.annotationTimes[row] = time;
    const columns = this.#annotations;
    const at = row * ANNOTATION_WIDTH;
    columns[at] = valueStart;
    columns[at + 1] = valueEnd;
    columns[at + 2] = endpoint;
    this.#noteHost(endpoint);
  }

  /** Adds a binary annotation, whose value is of a {@link ValueType}. */
  addBinary(
    keyStart: number,
    keyEnd: number,
    valueStart: number,
    valueEnd: number,
    type: number,
    endpoint: number,
  ): void {
    const row = this.binaryCount++;
    if (row === this.binaryOrder.length) {
      const rows = this.#roomFor(row);
      this.#binary = grown(this.#binary, rows * BINARY_WIDTH);
      this.binaryOrder = grown(this.binaryOrder, rows);
    }
    const columns = this.#binary;
    const at = row * BINARY_WIDTH;
    columns[at] = keyStart;
    columns[at + 1] = keyEnd;
    columns[at + 2] = valueStart;
    columns[at + 3] = valueEnd;
    columns[at + 4] = type;
    columns[at + 5] = endpoint;
    this.#noteHost(endpoint);
  }

  #noteHost(endpoint: number): void {
    if (endpoint === this.#firstHost || endpoint === NO_ENDPOINT) return;
    if (this.#firstHost === NO_ENDPOINT) this.#firstHost = endpoint;
    else this.#hasHosts = true;
  }

  #roomFor(rows: number): number {
    return Math.max(rows * 2, rows < MANY_ROWS ? 0 : this.#mostRows);
  }

  valueStart(annotation: number): number {
    return this.#annotations[annotation * ANNOTATION_WIDTH] as number;
  }

  valueEnd(annotation: number): number {
    return this.#annotations[annotation * ANNOTATION_WIDTH + 1] as number;
  }

  endpointOf(annotation: number): number {
    return this.#annotations[annotation * ANNOTATION_WIDTH + 2] as number;
  }

  keyStart(binary: number): number {
    return this.#binary[binary * BINARY_WIDTH] as number;
  }

  keyEnd(binary: number): number {
    return this.#binary[binary * BINARY_WIDTH + 1] as number;
  }

  binaryStart(binary: number): number {
    return this.#binary[binary * BINARY_WIDTH + 2] as number;
  }

  binaryEnd(binary: number): number {
    return this.#binary[binary * BINARY_WIDTH + 3] as number;
  }

  binaryType(binary: number): number {
    return this.#binary[binary * BINARY_WIDTH + 4] as number;
  }

  binaryEndpoint(binary: number): number {
    return this.#binary[binary * BINARY_WIDTH + 5] as number;
  }

  /** Fills the endpoint that recorded a span, which mostly is what it was filled with for the last one. */
  readLocal(row: number, local: ReadEndpoint): void {
    if (row === this.#local) local.recall();
    else this.readEndpoint(row, local, true);
    this.#local = row;
  }

  /** Fills an endpoint from a row. */
  readEndpoint(row: number, endpoint: ReadEndpoint, withService: boolean): void {
    const { source } = this;
    const columns = this.#endpoints;
    const at = row * ENDPOINT_WIDTH;
    if (withService) {
      endpoint.service.read(source, columns[at] as number, columns[at + 1] as number);
    }
    const ipv4At = columns[at + 2] as number;
    const ipv6At = columns[at + 3] as number;
    if (ipv4At >= 0) endpoint.setAddress(source, ipv4At, 4);
    if (ipv6At >= 0) endpoint.setAddress(source, ipv6At, 16);
    endpoint.setPort(columns[at + 4] as number);
  }

  /** Whether two endpoints name the same service, or both none. */
  isSameService(a: number, b: number): boolean {
    if (a === b) return true;
    const columns = this.#endpoints;
    const start = columns[a * ENDPOINT_WIDTH] as number;
    const end = columns[a * ENDPOINT_WIDTH + 1] as number;
    const other = columns[b * ENDPOINT_WIDTH] as number;
    if (end - start !== (columns[b * ENDPOINT_WIDTH + 1] as number) - other) return false;
    const { source } = this;
    for (let i = 0; i < end - start; i++) {
      const byte = source[start + i] as number;
      if (byte !== source[other + i] && lower(byte) !== lower(source[other + i] as number)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two endpoints are the same in everything. */
  isSameEndpoint(a: number, b: number): boolean {
    const columns = this.#endpoints;
    const atA = a * ENDPOINT_WIDTH;
    const atB = b * ENDPOINT_WIDTH;
    return (
      this.isSameService(a, b) &&
      this.#isSameRun(columns[atA + 2] as number, columns[atB + 2] as number, 4) &&
      this.#isSameRun(columns[atA + 3] as number, columns[atB + 3] as number, 16) &&
      columns[atA + 4] === columns[atB + 4]
    );
  }

  #isSameRun(a: number, b: number, length: number): boolean {
    if (a < 0 || b < 0) return a === b;
    for (let i = 0; i < length; i++) if (this.source[a + i] !== this.source[b + i]) return false;
    return true;
  }

  /** Sorts annotations by time and value, binary annotations by key, as Zipkin does before it looks at them. */
  sort(): void {
    inOrder(this.annotationOrder, this.annotationCount);
    sortRows(this.annotationOrder, this.annotationCount, this.#compareAnnotations);
    inOrder(this.binaryOrder, this.binaryCount);
    // The order of keys only counts for which of several hosts is the first.
    if (this.#hasHosts) {
      sortRows(this.binaryOrder, this.binaryCount, this.#compareKeys);
    }
  }

  readonly #compareAnnotations = (a: number, b: number): number => {
    const times = this.annotationTimes;
    const difference = (times[a] as number) - (times[b] as number);
    if (difference !== 0) return difference;
    const { source } = this;
    const start = this.valueStart(a);
    return compareRuns(source, start, this.valueEnd(a), this.valueStart(b), this.valueEnd(b));
  };

  readonly #compareKeys = (a: number, b: number): number => {
    const { source } = this;
    const start = this.keyStart(a);
    return compareRuns(source, start, this.keyEnd(a), this.keyStart(b), this.keyEnd(b));
  };
}

/** Whether microseconds given as two words are ones that a span can have; then what they are, else −1. */
export function exactMicros(low: number, high: number): number {
  const micros = high * 0x1_0000_0000 + (low >>> 0);
  return micros >= 0 && micros <= MAX_MICROS ? micros : -1;
}

function inOrder(order: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) order[i] = i;
}

function sortRows(
  order: Int32Array,
  count: number,
  compare: (a: number, b: number) => number,
): void {
  if (count > FEW) {
    order.subarray(0, count).sort(compare);
    return;
  }
  for (let i = 1; i < count; i++) {
    const row = order[i] as number;
    let at = i;
    while (at > 0 && compare(order[at - 1] as number, row) > 0) {
      order[at] = order[at - 1] as number;
      at--;
    }
    order[at] = row;
  }
}

function compareRuns(
  source: Uint8Array,
  startA: number,
  endA: number,
  startB: number,
  endB: number,
): number {
  const length = Math.min(endA - startA, endB - startB);
  for (let i = 0; i < length; i++) {
    const difference = (source[startA + i] as number) - (source[startB + i] as number);
    if (difference !== 0) return difference;
  }
  return endA - startA - (endB - startB);
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

function grown(columns: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(columns);
  return larger;
}
