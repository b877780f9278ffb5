// For tests only: traces as Jaeger answers them, made comparable.
import type { JaegerUiTag, JaegerUiTrace } from '../index.ts';

/** A trace in which order counts nowhere, nor how Jaeger says a span came in. */
export function comparableTrace(trace: JaegerUiTrace): unknown {
  const spans = trace.spans.map(({ processID, ...span }) => {
    const process = trace.processes[processID];
    return {
      ...span,
      references: sorted(span.references),
      tags: sortedTags(span.tags),
      logs: sorted(span.logs.map(({ timestamp, fields }) => [timestamp, sortedTags(fields)])),
      process: [process?.serviceName, sortedTags(process?.tags ?? [])],
    };
  });
  return {
    ...trace,
    spans: sorted(spans),
    processes: sorted(
      Object.values(trace.processes).map(({ serviceName, tags }) => [
        serviceName,
        sortedTags(tags),
      ]),
    ),
  };
}

function sortedTags(tags: readonly JaegerUiTag[]): readonly JaegerUiTag[] {
  return sorted(tags.filter(({ key }) => key !== 'internal.span.format'));
}

/** A list in an order that depends on its elements alone. */
export function sorted<T>(list: readonly T[]): readonly T[] {
  const text = (one: T): string => JSON.stringify(Object.entries(one as object).sort());
  return [...list].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
