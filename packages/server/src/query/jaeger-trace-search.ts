// Reads the traces of an answer one after another, so that one at a time is in memory.
import { hexEncode, parseTraceId, type SpanBatch } from '@clew/model';
import { jaegerTraceId } from '@clew/protocols/jaeger';
import { type SpanReader, StoreError } from '@clew/storage';
import { type Caller, callContext } from './call-context.ts';
import { ENDED_EARLY, failureOf, IncompleteError, TraceNotFoundError } from './failure.ts';
import type { JaegerError } from './jaeger-answer.ts';
import type { JaegerSearch } from './jaeger-search-query.ts';

/**
 * The traces that a search asks for, newest first or as their ids were given.
 * @param errors gets what went wrong with some of them, while they are read
 * @throws {StoreError} when something is wrong before the first trace was given
 */
export async function* searchedTraces(
  store: SpanReader,
  search: JaegerSearch,
  caller: Caller,
  errors: JaegerError[],
): AsyncGenerator<SpanBatch> {
  const ids = search.traceIds.length > 0 ? search.traceIds : await foundIds();
  let given = 0;
  for (const id of ids) {
    let trace: SpanBatch | undefined;
    try {
      trace = await store.trace(id, callContext(caller));
    } catch (error) {
      if (given === 0 || !(error instanceof StoreError)) throw error;
      const { status, message } = failureOf(error, caller);
      errors.push({ code: status, msg: message, traceID: shownId(id) });
      continue;
    }
    if (trace !== undefined) {
      given++;
      yield trace;
    } else if (search.traceIds.length > 0) {
      errors.push({ msg: new TraceNotFoundError().message, traceID: shownId(id) });
    }
  }

  async function foundIds(): Promise<readonly Uint8Array[]> {
    const page = await store.search(search.query, callContext(caller));
    if (page.partial) {
      errors.push({ msg: ENDED_EARLY });
    }
    return page.traces.flatMap(({ traceId }) => parseTraceId(traceId) ?? []);
  }
}

/**
 * The same for answers that have no place for errors beside traces.
 * @throws {IncompleteError} when something went wrong with some of them, after those before it
 */
export async function* completeTraces(
  store: SpanReader,
  search: JaegerSearch,
  caller: Caller,
): AsyncGenerator<SpanBatch> {
  const errors: JaegerError[] = [];
  const refuseErrors = (): void => {
    const [error] = errors;
    if (error !== undefined) throw new IncompleteError(error.code ?? 504, error.msg);
  };
  for await (const trace of searchedTraces(store, search, caller, errors)) {
    refuseErrors();
    yield trace;
  }
  refuseErrors();
}

function shownId(id: Uint8Array): string {
  return jaegerTraceId(hexEncode(id, 0, id.length));
}
