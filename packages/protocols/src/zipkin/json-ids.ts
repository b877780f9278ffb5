// The ids of a span in either version of Zipkin's JSON. Hot.
import { IdState } from '../json-reader.ts';
import type { JsonScanner } from '../json-scanner.ts';
import { ZipkinFault } from './zipkin-fault.ts';

const TRACE_ID = 1;
const ID = 2;
const PARENT_ID = 3;
/** The keys of ids, which stand first among those of a span. */
export const ID_KEYS: readonly string[] = ['traceId', 'id', 'parentId'];

/** Where the ids of a span are read into. */
export interface SpanIds {
  /** 16 bytes. */
  readonly traceId: Uint8Array;
  /** Eight bytes each. */
  readonly id: Uint8Array;
  readonly parentId: Uint8Array;
}

/** Reads ids; what is wrong with them is told when the span ends, since what is malformed otherwise is named first. */
export class JsonIds {
  readonly #scanner: JsonScanner;
  readonly #ids: SpanIds;
  #trace: IdState = IdState.absent;
  #own: IdState = IdState.absent;
  #parent: IdState = IdState.absent;

  constructor(scanner: JsonScanner, ids: SpanIds) {
    this.#scanner = scanner;
    this.#ids = ids;
  }

  /** Begins a span. */
  clear(): void {
    this.#trace = this.#own = this.#parent = IdState.absent;
  }

  /** Reads the id of a key, by its number; false, and nothing is read, when it is none of {@link ID_KEYS}. */
  read(key: number): boolean {
    const scanner = this.#scanner;
    const { traceId, id, parentId } = this.#ids;
    if (key === TRACE_ID) this.#trace = scanner.readId(traceId, 16, 1);
    else if (key === ID) this.#own = scanner.readId(id, 8, 1);
    else if (key === PARENT_ID) this.#parent = scanner.readId(parentId, 8, 1);
    else return false;
    return true;
  }

  /** Ends a span: faults are told, and a parent that is none, or the span itself as Zipkin has it, is zeros. */
  end(): void {
    const scanner = this.#scanner;
    if (this.#trace === IdState.zero) scanner.fail(ZipkinFault.traceIdZero);
    else if (this.#trace !== IdState.valid) scanner.fail(ZipkinFault.traceIdForm);
    if (this.#own === IdState.zero) scanner.fail(ZipkinFault.idZero);
    else if (this.#own !== IdState.valid) scanner.fail(ZipkinFault.idForm);
    if (this.#parent === IdState.wrong) scanner.fail(ZipkinFault.parentIdForm);
    else if (this.#parent !== IdState.valid || this.#isParentOwnId()) this.#ids.parentId.fill(0);
  }

  #isParentOwnId(): boolean {
    const { id, parentId } = this.#ids;
    for (let i = 0; i < 8; i++) if (parentId[i] !== id[i]) return false;
    return true;
  }
}
