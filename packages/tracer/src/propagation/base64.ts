/** RFC 4648, 4, as agents of SkyWalking write it. */
const BASE64 = /^[A-Za-z\d+/]*={0,2}$/;

/** The Base64 of a text's UTF-8. */
export function base64Encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** The text of Base64 of UTF-8; undefined if it is something else. */
export function base64Decode(base64: string): string | undefined {
  return BASE64.test(base64) ? Buffer.from(base64, 'base64').toString() : undefined;
}
