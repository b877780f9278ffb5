// Text in and out of bytes, in Node and in browsers alike.
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The UTF-8 bytes of a text; lone surrogates become U+FFFD. */
export function utf8Encode(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Writes a text's UTF-8 bytes into `target` and returns how many; `target` must hold three bytes a UTF-16 unit. */
export function utf8EncodeInto(text: string, target: Uint8Array): number {
  return encoder.encodeInto(text, target).written;
}

/** The text of `bytes[start, end)`; what is no UTF-8 becomes U+FFFD. */
export function utf8Decode(bytes: Uint8Array, start: number, end: number): string {
  // Short ASCII runs, which are most, are quicker by hand than through a decoder call.
  if (end - start <= 24) {
    let text = '';
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte >= 0x80) return decode(bytes, start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decode(bytes, start, end);
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  // A decoder refuses shared memory, so a run of it is copied.
  return decoder.decode(
    bytes.buffer instanceof ArrayBuffer ? bytes.subarray(start, end) : bytes.slice(start, end),
  );
}
