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

const SCOPES = ['span', 'event', 'scope', 'resource'] as const;

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
