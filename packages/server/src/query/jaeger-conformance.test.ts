// Holds our answers against those of Jaeger 1.62 for the same bytes, span by span. Order does not
// count, nor `internal.span.format`, which is Jaeger's own.
import { ReferenceStore } from '@clew/storage/reference';
import { describe, expect, test } from 'vitest';
import {
  clients,
  expectedTraces,
  type JaegerTag,
  type JaegerTrace,
  replay,
} from './testing/captures.ts';
import { queryServer } from './testing/query-server.ts';

/**
 * Clients that name their host as OpenTelemetry does. Jaeger 1.62 does not know those names, and so
 * warns of clock skew within one host; Jaeger 2 knows them and does not.
 */
const NAMES_ITS_HOST: ReadonlySet<string> = new Set(['node-otel-sdk']);

describe('for what a client sent, the answer is that of Jaeger', () => {
  test.each(clients)('%s', async (client) => {
    const store = new ReferenceStore();
    await replay(client, store);
    const app = queryServer(store);
    for (const expected of expectedTraces(client)) {
      const { data } = (await app.inject(`/api/traces/${expected.traceID}`)).json();
      expect(data).toHaveLength(1);
      const comparedWith = NAMES_ITS_HOST.has(client) ? withoutWarnings(expected) : expected;
      expect(comparable(data[0])).toEqual(comparable(comparedWith));
    }
  });
});

/** A trace with everything in an order of its own, and processes where they belong. */
function comparable(trace: JaegerTrace): object {
  const spans = trace.spans.map((span) => {
    const process = trace.processes[span.processID];
    const { processID, ...rest } = span;
    return {
      ...rest,
      references: span.references.map((one) => JSON.stringify(one)).sort(),
      tags: sortedTags(span.tags),
      logs: span.logs.map((log) => JSON.stringify([log.timestamp, sortedTags(log.fields)])).sort(),
      process: { ...process, tags: sortedTags(process?.tags ?? []) },
    };
  });
  return { ...trace, processes: {}, spans: spans.sort((a, b) => (a.spanID < b.spanID ? -1 : 1)) };
}

function withoutWarnings(trace: JaegerTrace): JaegerTrace {
  return { ...trace, spans: trace.spans.map((span) => ({ ...span, warnings: null })) };
}

function sortedTags(tags: readonly JaegerTag[]): readonly string[] {
  return tags
    .filter((tag) => tag.key !== 'internal.span.format')
    .map((tag) => JSON.stringify([tag.key, tag.type, tag.value]))
    .sort();
}
