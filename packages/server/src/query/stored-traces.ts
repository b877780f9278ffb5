// The traces as all query APIs see them: those of the store, and those of the archive where the store has dropped them.
import { Turn } from '@clew/engine';
import {
  copySteps,
  isZero,
  lowerHalfOf,
  mergePieces,
  orderedTrace,
  type SpanBatch,
  SpanBatchBuilder,
  type Steps,
  withWholeTraceId,
} from '@clew/model';
import {
  type CallContext,
  changeSpanLeaves,
  type SpanExpression,
  type SpanReader,
  type SpanStore,
  type TraceExpression,
} from '@clew/storage';

/** Keeps traces for longer than the store does. */
export interface TraceArchive {
  /**
   * Copies a trace into the archive. Resolves when the copy is as durable as the store's spans are; a trace that
   * is there already is kept once.
   * @returns false when there is no such trace
   * @throws {StoreError} when it can't be read or kept
   */
  archive(traceId: Uint8Array, context: CallContext): Promise<boolean>;
}

/** The store of the archive, which is opened when it is needed. */
export interface ArchiveStore {
  /** The store, once something was ever archived. */
  opened(): Promise<Pick<SpanReader, 'trace'> | undefined>;
  /** Opens the store for writing. */
  open(): Promise<Pick<SpanStore, 'trace' | 'write'>>;
}

/** How traces are read. */
export interface StoredTracesOptions {
  readonly archive?: ArchiveStore;
  /**
   * Whether a trace id is all of its digits, as by default. Otherwise traces are kept under the lower half: they are
   * found by every id that has it, and get the upper half of their longest id back.
   */
  readonly strictTraceIds?: boolean;
}

/** Reads from a store and its archive. Only `trace` knows of the archive: searches, lists and counts are the store's. */
export class StoredTraces implements SpanReader, TraceArchive {
  readonly #store: SpanReader;
  readonly #archive: ArchiveStore | undefined;
  readonly #strictTraceIds: boolean;
  /** Archives one trace after another, so that none is copied twice. */
  #lastCopy: Promise<unknown> = Promise.resolve();
  /** Whether a write failed after which the archive may show what is not on its disk. */
  #isUnsure = false;

  constructor(store: SpanReader, options: StoredTracesOptions = {}) {
    this.#store = store;
    this.#archive = options.archive;
    this.#strictTraceIds = options.strictTraceIds ?? true;
  }

  async trace(traceId: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    for (const id of this.#keptUnder(traceId)) {
      const found = await this.#find(id, context);
      if (found === undefined) continue;
      const turn = new Turn(context);
      const trace = this.#strictTraceIds ? found : await turn.finish(withWholeTraceId(found));
      return await turn.finish(mergePieces(trace));
    }
    return undefined;
  }

  /** The ids that a trace may be kept under: also the whole one, as it came before ids were taken by halves. */
  #keptUnder(traceId: Uint8Array): readonly Uint8Array[] {
    if (this.#strictTraceIds) return [traceId];
    return isZero(traceId, 0, 8) ? [traceId] : [lowerHalfOf(traceId), traceId];
  }

  /** Links keep the id that was sent, which may be the lower half alone. */
  #withHalves<Query extends { readonly where?: TraceExpression | undefined }>(query: Query): Query {
    const { where } = query;
    if (this.#strictTraceIds || where === undefined) return query;
    return { ...query, where: changeSpanLeaves(where, withLowerHalves) };
  }

  async #find(traceId: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    const inArchive = this.#archived(traceId, context);
    // Awaited later: until then its failure is nobody's.
    inArchive.catch(() => undefined);
    const stored = await this.#store.trace(traceId, context);
    // An archive that can't be read hides nothing that the store has.
    const archived = await (stored === undefined ? inArchive : inArchive.catch(() => undefined));
    // Of a trace that was archived the store may have dropped a part, or have more that came later.
    return stored === undefined || archived === undefined
      ? (stored ?? archived)
      : await new Turn(context).finish(bothOf(archived, stored));
  }

  async #archived(traceId: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    return await (await this.#archive?.opened())?.trace(traceId, context);
  }

  async archive(traceId: Uint8Array, context: CallContext): Promise<boolean> {
    const archive = this.#archive;
    if (archive === undefined) return (await this.trace(traceId, context)) !== undefined;
    const copied = this.#lastCopy.then(async () => {
      for (const id of this.#keptUnder(traceId)) {
        if (await this.#copy(archive, id, context)) return true;
      }
      return false;
    });
    this.#lastCopy = copied.catch(() => undefined);
    return await copied;
  }

  async #copy(archive: ArchiveStore, traceId: Uint8Array, context: CallContext): Promise<boolean> {
    const stored = await this.#store.trace(traceId, context);
    const archived = await this.#archived(traceId, context);
    const given = stored ?? archived;
    if (given === undefined) return false;
    if (archived !== undefined && !this.#isUnsure) {
      const both = stored && (await new Turn(context).finish(bothOf(archived, stored)));
      if (both === undefined || both.spanCount === archived.spanCount) return true;
    }
    const { tenant, signal } = context;
    this.#isUnsure = true;
    await (await archive.open()).write(given, { tenant, signal });
    this.#isUnsure = false;
    return true;
  }

  readonly search: SpanReader['search'] = (query, context) =>
    this.#store.search(this.#withHalves(query), context);
  readonly histogram: SpanReader['histogram'] = (query, context) =>
    this.#store.histogram(this.#withHalves(query), context);
  readonly services: SpanReader['services'] = (...given) => this.#store.services(...given);
  readonly operations: SpanReader['operations'] = (...given) => this.#store.operations(...given);
  readonly remoteServices: SpanReader['remoteServices'] = (...given) =>
    this.#store.remoteServices(...given);
  readonly attributeKeys: SpanReader['attributeKeys'] = (...given) =>
    this.#store.attributeKeys(...given);
  readonly attributeValues: SpanReader['attributeValues'] = (...given) =>
    this.#store.attributeValues(...given);
  readonly dependencies: SpanReader['dependencies'] = (...given) =>
    this.#store.dependencies(...given);
  readonly endpointLinks: SpanReader['endpointLinks'] = (...given) =>
    this.#store.endpointLinks(...given);
}

function withLowerHalves(leaf: SpanExpression): SpanExpression {
  if (leaf.op !== 'linkTraceId') return leaf;
  return { ...leaf, ids: [...leaf.ids, ...leaf.ids.map((id) => id.slice(16).padStart(32, '0'))] };
}

/** The spans of either, in the order of a trace; of two with one identity the first batch's. */
function* bothOf(first: SpanBatch, second: SpanBatch): Steps<SpanBatch> {
  const builder = new SpanBatchBuilder();
  yield* builder.reserving(first.spanCount + second.spanCount);
  for (const batch of [first, second]) {
    yield* copySteps(batch, builder, batch.spanCount, (index) => index);
  }
  return yield* orderedTrace(yield* builder.finishing());
}
