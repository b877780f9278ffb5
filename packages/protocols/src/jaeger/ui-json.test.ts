import { adjustTrace, type Span } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { type JaegerUiTag, type JaegerUiTrace, jaegerUiTrace, writeJaegerTrace } from './index.ts';
import { expectedTraces, jaegerClients, otlpClients, tracesOf } from './testing/captures.ts';

/** Order counts nowhere, nor how Jaeger says a span came in. */
function comparable(trace: JaegerUiTrace): unknown {
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

function sorted<T>(list: readonly T[]): readonly T[] {
  const text = (one: T): string => JSON.stringify(Object.entries(one as object).sort());
  return [...list].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

function written(spans: readonly Span[]): JaegerUiTrace {
  return JSON.parse([...writeJaegerTrace(spans)].join('')) as JaegerUiTrace;
}

function adjusted(client: string): readonly (readonly Span[])[] {
  // Jaeger 1.62 told hosts apart by `ip` alone.
  const options = { maxDeltaNanos: 0n, hostAttributes: ['ip'] };
  return [...tracesOf(client).values()].map((spans) => adjustTrace(spans, options));
}

describe('a trace as Jaeger answers it', () => {
  test.each([...jaegerClients, ...otlpClients])(
    'is what Jaeger 1.62 answered for %s, warnings of clock skew included',
    (client) => {
      const answered = adjusted(client).map(written);
      const expected = expectedTraces(client);
      expect(sorted(answered.map(comparable))).toEqual(sorted(expected.map(comparable)));
    },
  );

  test.each([...jaegerClients, ...otlpClients])(
    'says how the spans of %s came in, as Jaeger does',
    (client) => {
      for (const spans of adjusted(client)) {
        for (const { tags } of jaegerUiTrace(spans).spans) {
          const format = tags.find(({ key }) => key === 'internal.span.format')?.value;
          expect(format).toBe(otlpClients.includes(client) ? 'otlp' : 'jaeger');
        }
      }
    },
  );

  test('is the same as an object and as text', () => {
    for (const client of [...jaegerClients, ...otlpClients]) {
      for (const spans of adjusted(client)) {
        expect(written(spans)).toEqual(JSON.parse(JSON.stringify(jaegerUiTrace(spans))));
      }
    }
  });
});
