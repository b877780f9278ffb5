// The text behind the `?`, kept as text: a router that reads JSON into it would turn Jaeger's `tags={…}` into
// objects and ids into numbers.

/** Parameters as they stand in the address: a repeated one is a list. */
export type AddressParameters = Readonly<Record<string, string | readonly string[]>>;

export function parseAddress(text: string): AddressParameters {
  const found: Record<string, string | readonly string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = found[name];
    if (before === undefined) found[name] = value;
    else found[name] = typeof before === 'string' ? [before, value] : [...before, value];
  }
  return found;
}

export function formatAddress(parameters: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string') query.append(name, one);
    }
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** One value of a parameter: the first, or the empty text. */
export function first(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : '';
}

/** All values of a parameter. */
export function all(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one): one is string => typeof one === 'string');
}
