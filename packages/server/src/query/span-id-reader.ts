// Span ids as conditions take them: hex, also unpadded.
import { hexDecodeInto } from '@clew/model';
import { shown } from './parameter-readers.ts';
import { UnreadableError } from './parameters.ts';

/**
 * A span id's 8 bytes. The id of zeros is one too: no span has it.
 * @throws {UnreadableError} for what is no hex
 */
export function spanId(value: string): Uint8Array {
  const bytes = new Uint8Array(8);
  if (hexDecodeInto(value, bytes, 0, 8)) return bytes;
  throw new UnreadableError(`must be 1 to 16 hex digits, not ${shown(value)}`);
}
