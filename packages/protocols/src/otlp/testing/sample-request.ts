// For tests only: a small request whose spans a test can spoil one by one.

export const traceId: Uint8Array = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
export const spanId: Uint8Array = Uint8Array.from({ length: 8 }, (_, i) => i + 0x31);

/** The fields of a span that is fine, but for what a test overrides. */
export function sampleSpan(name: string, override: object = {}): object {
  return {
    ...{ traceId, spanId, name, kind: 2, flags: 1 },
    startTimeUnixNano: 1_000_000,
    endTimeUnixNano: 3_000_000,
    attributes: [text('http.route', '/checkout'), { key: 'retry', value: { intValue: 3 } }],
    events: [{ timeUnixNano: 2_000_000, name: 'cache-miss', attributes: [text('key', 'stock')] }],
    links: [{ traceId, spanId, attributes: [text('why', 'batch')] }],
    ...override,
  };
}

/** The fields of a request of one resource and one scope. */
export function sampleRequest(
  spans: readonly object[],
  resource: object = { attributes: [text('service.name', 'shop')] },
  scope: object = { name: 'http' },
): { readonly resourceSpans: readonly object[] } {
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] };
}

/** An attribute that is a string. */
export function text(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}

/** An AnyValue of arrays in arrays, `depth` of them, with a number inside. */
export function nestedArrays(depth: number): object {
  let value: object = { intValue: 1 };
  for (let i = 0; i < depth; i++) value = { arrayValue: { values: [value] } };
  return value;
}
