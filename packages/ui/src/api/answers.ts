// What the API answers (docs/api.md), parsed once at this edge.
import type { ServiceShare, TraceSummary } from '@clew/model';
import { listAt, nanosAt, numberAt, objectAt, textAt } from './json-shape.ts';

/** One page of a search. */
export interface SearchAnswer {
  readonly traces: readonly TraceSummary[];
  readonly cursor: string | undefined;
  /** Whether the store could not look at everything. */
  readonly partial: boolean;
}

/** How the matches of a search spread over time and duration. */
export interface Histogram {
  /** The time that the cells divide evenly, Unix nanoseconds. */
  readonly from: bigint;
  readonly to: bigint;
  readonly timeCells: number;
  /** Where one row of durations ends and the next begins, nanoseconds, rising. */
  readonly durationEdges: readonly number[];
  /** The cells that have something. */
  readonly cells: readonly HistogramCell[];
  readonly traceCount: number;
  readonly errorTraceCount: number;
  /** Whether the store could not look at everything. */
  readonly partial: boolean;
}

/** How many traces start in one part of the time and last as long as one row says. */
interface HistogramCell {
  readonly time: number;
  /** Row `i` holds `edges[i - 1] <= duration < edges[i]`; the first and the last are open. */
  readonly duration: number;
  readonly traceCount: number;
  readonly errorTraceCount: number;
}

/** An operation of a service. */
export interface Operation {
  readonly name: string;
  readonly kind: string;
}

/** An attribute that the store has. */
export interface AttributeKey {
  readonly scope: (typeof SCOPES)[number];
  readonly key: string;
}

export function parseSearchAnswer(json: unknown): SearchAnswer {
  const answer = objectAt(json, 'answer');
  const cursor = answer['cursor'];
  return {
    traces: listAt(answer['traces'], 'traces', parseSummary),
    cursor: cursor === undefined ? undefined : textAt(cursor, 'cursor'),
    partial: answer['partial'] === true,
  };
}

function parseSummary(value: unknown, place: string): TraceSummary {
  const summary = objectAt(value, place);
  return {
    traceId: textAt(summary['traceId'], `${place}.traceId`),
    start: nanosAt(summary['start'], `${place}.start`),
    duration: nanosAt(summary['duration'], `${place}.duration`),
    rootService: textAt(summary['rootService'], `${place}.rootService`),
    rootName: textAt(summary['rootName'], `${place}.rootName`),
    rootMissing: summary['rootMissing'] === true,
    spanCount: numberAt(summary['spanCount'], `${place}.spanCount`),
    errorCount: numberAt(summary['errorCount'], `${place}.errorCount`),
    services: listAt(summary['services'], `${place}.services`, parseShare),
    hosts: listAt(summary['hosts'], `${place}.hosts`, parseShare),
  };
}

function parseShare(value: unknown, place: string): ServiceShare {
  const share = objectAt(value, place);
  return {
    name: textAt(share['name'], `${place}.name`),
    spanCount: numberAt(share['spanCount'], `${place}.spanCount`),
    errorCount: numberAt(share['errorCount'], `${place}.errorCount`),
  };
}

export function parseHistogram(json: unknown): Histogram {
  const answer = objectAt(json, 'answer');
  return {
    from: nanosAt(answer['from'], 'from'),
    to: nanosAt(answer['to'], 'to'),
    timeCells: numberAt(answer['timeCells'], 'timeCells'),
    durationEdges: listAt(answer['durationEdges'], 'durationEdges', (value, place) =>
      Number(nanosAt(value, place)),
    ),
    cells: listAt(answer['cells'], 'cells', parseCell),
    traceCount: numberAt(answer['traceCount'], 'traceCount'),
    errorTraceCount: numberAt(answer['errorTraceCount'], 'errorTraceCount'),
    partial: answer['partial'] === true,
  };
}

function parseCell(value: unknown, place: string): HistogramCell {
  const [time = Number.NaN, duration = Number.NaN, traceCount = 0, errorTraceCount = 0] = listAt(
    value,
    place,
    numberAt,
  );
  return { time, duration, traceCount, errorTraceCount };
}

export function parseServices(json: unknown): readonly string[] {
  return listAt(objectAt(json, 'answer')['services'], 'services', textAt);
}

export function parseOperations(json: unknown): readonly Operation[] {
  return listAt(objectAt(json, 'answer')['operations'], 'operations', (value, place) => {
    const operation = objectAt(value, place);
    return {
      name: textAt(operation['name'], `${place}.name`),
      kind: textAt(operation['kind'] ?? '', `${place}.kind`),
    };
  });
}

const SCOPES = ['span', 'event', 'link', 'scope', 'resource'] as const;

export function parseAttributeKeys(json: unknown): readonly AttributeKey[] {
  return listAt(objectAt(json, 'answer')['keys'], 'keys', (value, place) => {
    const { scope, key } = objectAt(value, place);
    const known = SCOPES.find((one) => one === scope);
    return known === undefined ? [] : [{ scope: known, key: textAt(key, `${place}.key`) }];
  }).flat();
}

export function parseAttributeValues(json: unknown): readonly string[] {
  return listAt(objectAt(json, 'answer')['values'], 'values', textAt);
}
