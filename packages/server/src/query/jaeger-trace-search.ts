// Reads the traces of an answer one after another, so that one at a time is in memory.
import { hexEncode, type SpanBatch } from '@clew/model';
import { jaegerTraceId } from '@clew/protocols/jaeger';
import { type SpanReader, StoreError } from '@clew/storage';
import { type Caller, callContext } from './call-context.ts';
import { ENDED_EARLY, failureOf, IncompleteError, TraceNotFoundError } from './failure.ts';
import { type GivenTraceId, givenTraceId } from './given-trace-id.ts';
import type { JaegerError } from './jaeger-answer.ts';
import type { JaegerSearch } from './jaeger-search-query.ts';
import { ParameterError } from './parameters.ts';

/**
 * The traces that a search asks for, newest first or as their ids were given.
 * @param errors gets what went wrong with some of them, while they are read
 * @throws {ParameterError} when an id can't be read and no trace was given before it
 * @throws {StoreError} when something is wrong before the first trace was given
 */
export async function* searchedTraces(
  store: SpanReader,
  search: JaegerSearch,
  caller: Caller,
  errors: JaegerError[],
): AsyncGenerator<SpanBatch> {
  const wanted = search.traceIds.length > 0 ? search.traceIds : await foundIds();
  let given = 0;
  for (const { ids, text, fault } of wanted) {
    let trace: SpanBatch | undefined;
    try {
      for (const id of ids) trace ??= await store.trace(id, callContext(caller));
    } catch (error) {
      if (given === 0 || !(error instanceof StoreError)) throw error;
      const { status, message } = failureOf(error, caller);
      errors.push({ code: status, msg: message, traceID: shownId(ids, text) });
      continue;
    }
    if (trace !== undefined) {
      given++;
      yield trace;
    } else if (search.traceIds.length > 0) {
      if (fault !== undefined && given === 0) throw new ParameterError('traceID', fault);
      const msg = fault ?? new TraceNotFoundError().message;
      errors.push({ msg, traceID: fault === undefined ? shownId(ids, text) : text });
    }
  }

  async function foundIds(): Promise<readonly GivenTraceId[]> {
    const page = await store.search(search.query, callContext(caller));
    if (page.partial) {
      errors.push({ msg: ENDED_EARLY });
    }
    return page.traces.map(({ traceId }) => givenTraceId(traceId));
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

function shownId([id]: readonly Uint8Array[], text: string): string {
  return id === undefined ? text : jaegerTraceId(hexEncode(id, 0, id.length));
}
