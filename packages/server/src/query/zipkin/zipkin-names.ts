// Names as Zipkin knows them: in lower case. Spans of other origins keep theirs, so a name that Zipkin's clients ask for
// may stand for several.
import { compareText } from '@clew/model';
import type { CallContext, SpanReader } from '@clew/storage';

/** The names in lower case, each once, sorted; the empty one is left out. */
export function lowerNames(names: Iterable<string>): readonly string[] {
  const lower = new Set<string>();
  for (const name of names) if (name !== '') lower.add(name.toLowerCase());
  return [...lower].sort(compareText);
}

/** The services in the store that Zipkin knows by one name. */
export async function servicesNamed(
  store: SpanReader,
  name: string,
  context: CallContext,
): Promise<readonly string[]> {
  const wanted = name.toLowerCase();
  return (await store.services(context)).filter((service) => service.toLowerCase() === wanted);
}
