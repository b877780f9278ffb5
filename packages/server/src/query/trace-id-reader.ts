// Trace ids as Jaeger's API takes them: hex, also unpadded or 64 bits long, and base64 of the bytes.
import { hexDecodeInto } from '@clew/model';
import { shown } from './parameter-readers.ts';
import { UnreadableError } from './parameters.ts';

/** A trace id's 16 bytes. The id of zeros is one too: no trace has it. */
export function traceId(value: string): Uint8Array {
  const bytes = new Uint8Array(16);
  if (hexDecodeInto(value, bytes, 0, 16)) return bytes;
  if (/^[\w+/-]{11}(?:[\w+/-]{11})?={0,2}$/.test(value)) {
    const decoded = Buffer.from(value, 'base64');
    if (decoded.length === 8 || decoded.length === 16) {
      bytes.set(decoded, 16 - decoded.length);
      return bytes;
    }
  }
  throw new UnreadableError(`must be 1 to 32 hex digits, not ${shown(value)}`);
}
