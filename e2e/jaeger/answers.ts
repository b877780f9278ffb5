// What the reader in go/main.go prints, and what Jaeger's API over HTTP says of the same.
import { deepEqual, equal } from 'node:assert/strict';

interface Tag {
  readonly key: string;
  readonly type: string;
  readonly value: unknown;
}

interface UiTrace {
  readonly traceID: string;
  readonly spans: readonly {
    readonly traceID: string;
    readonly spanID: string;
    readonly operationName: string;
    readonly references: readonly object[] | null;
    readonly flags?: number;
    readonly startTime: number;
    readonly duration: number;
    readonly tags: readonly Tag[] | null;
    readonly logs:
      | readonly { readonly timestamp: number; readonly fields: readonly Tag[] }[]
      | null;
    readonly processID: string;
    readonly warnings: readonly string[] | null;
  }[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly Tag[] | null }>
  >;
}

/** What the reader in Go read over gRPC. */
export interface GrpcAnswers {
  readonly services: readonly string[];
  readonly operations: Readonly<Record<string, readonly string[]>>;
  readonly found: readonly UiTrace[];
  readonly read: readonly UiTrace[];
  readonly dependencies: readonly { parent: string; child: string; callCount: number }[];
  readonly archived: boolean;
  readonly missing: string;
  /** When spans start, Unix nanoseconds, by their ids. */
  readonly nanos: Readonly<Record<string, string>>;
}

/** Asks the API over HTTP. */
export async function ask<T>(ui: string, path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(`${ui}${path}`, { signal });
  const { data } = (await response.json()) as { readonly data: T };
  return data;
}

/** The traces of the API over HTTP. */
export async function httpTraces(ui: string, signal: AbortSignal): Promise<readonly UiTrace[]> {
  const lookback = 20 * 365 * 24;
  const end = (Date.now() + 3_600_000) * 1000;
  return await ask(ui, `/api/traces?end=${end}&lookback=${lookback}h&limit=1000`, signal);
}

/** The same traces with the same spans, whatever processes are called. */
export function equalTraces(got: readonly UiTrace[], wanted: readonly UiTrace[]): void {
  equal(got.length, wanted.length);
  deepEqual(got.map(outline).sort(byText), wanted.map(outline).sort(byText));
}

function outline({ spans, processes }: UiTrace): readonly string[] {
  return spans
    .map(({ processID, references, tags, logs, warnings, flags = 0, ...span }) => {
      const process = processes[processID];
      const { traceID, spanID, operationName, startTime, duration } = span;
      return JSON.stringify({
        ...{ traceID, spanID, operationName, startTime, duration, flags },
        references: references ?? [],
        tags: (tags ?? []).map(tagText),
        logs: (logs ?? []).map(({ timestamp, fields }) => [timestamp, fields.map(tagText)]),
        process: [process?.serviceName, (process?.tags ?? []).map(tagText)],
        warnings: warnings ?? [],
      });
    })
    .sort();
}

/** The text of a tag; Go writes some numbers in another way than JavaScript. */
function tagText({ key, type, value }: Tag): string {
  return `${key} ${type} ${value}`;
}

function byText(a: readonly string[], b: readonly string[]): number {
  return (a[0] ?? '') < (b[0] ?? '') ? -1 : 1;
}
