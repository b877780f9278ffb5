// Finds traces by their ids as clients give them. SkyWalking's agents call traces by texts of any form, which are kept under a hash
// (ADR 8): so what is no id in hex or base64 is looked for as such a text, and only where no trace has it is it a mistake.
import { skyWalkingTraceId } from '@clew/protocols/skywalking-ids';
import { TraceNotFoundError } from './failure.ts';
import { ParameterError, type ParameterReader, UnreadableError } from './parameters.ts';
import { traceId } from './trace-id-reader.ts';

const HEX = /^[\da-f]{1,32}$/i;

/** A trace id as it was given. */
export interface GivenTraceId {
  readonly text: string;
  /** The ids, 16 bytes each, that a trace may be kept under by that name; most have one. */
  readonly ids: readonly Uint8Array[];
  /** What is wrong with it when no trace has it, as the end of a sentence; absent where it is an id by its form. */
  readonly fault?: string;
}

/**
 * Reads a trace id in hex or base64, or any other text.
 * @throws {UnreadableError} for the empty text
 */
export const givenTraceId: ParameterReader<GivenTraceId> = (text) => {
  const hash = HEX.test(text) ? undefined : skyWalkingTraceId(text);
  try {
    const id = traceId(text);
    return { text, ids: hash === undefined ? [id] : [id, hash] };
  } catch (error) {
    if (hash === undefined || !(error instanceof UnreadableError)) throw error;
    return { text, ids: [hash], fault: error.message };
  }
};

/**
 * What is kept under a trace id.
 * @param parameter the name of the parameter that it was given by
 * @param find looks for one id's
 * @throws {ParameterError} when nothing is, and the text is no id by its form
 * @throws {TraceNotFoundError} when nothing is
 */
export async function foundUnder<T>(
  parameter: string,
  { ids, fault }: GivenTraceId,
  find: (id: Uint8Array) => Promise<T | undefined>,
): Promise<T> {
  for (const id of ids) {
    const found = await find(id);
    if (found !== undefined) return found;
  }
  throw fault === undefined ? new TraceNotFoundError() : new ParameterError(parameter, fault);
}
