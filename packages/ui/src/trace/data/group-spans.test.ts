import { expect, test } from 'vitest';
import { orderTrace } from '../../testing/shop-traces.ts';
import { traceOf } from '../../testing/trace-of.ts';
import {
  attributeKeysOf,
  attributeOf,
  byAttribute,
  crossGroups,
  groupSpans,
} from './group-spans.ts';
import { hostUsesOf, serviceUsesOf } from './trace-uses.ts';
import { doNow } from './turns.ts';

const trace = await traceOf(orderTrace('104a41e92ef1cd2e', 1_700_000_000_000_000));

/** The names of the groups, and how many rows each has. */
function counts(grouping: string): Record<string, number> {
  const { names, group } = doNow(groupSpans(trace, grouping));
  return Object.fromEntries(
    names.map((name, index) => [name, group.filter((one) => one === index).length]),
  );
}

test('every span is in the group of its service, its operation and its host', () => {
  const services = Object.fromEntries(
    serviceUsesOf(trace).map(({ name, spanCount }) => [name, spanCount]),
  );
  expect(counts('service')).toEqual(services);
  expect(counts('operation')['user-srv: /User/CheckToken']).toBe(1);
  const hosts = Object.fromEntries(
    hostUsesOf(trace).map(({ name, spanCount }) => [name, spanCount]),
  );
  expect(counts('host')).toEqual(hosts);
});

test('spans without an attribute are in no group of it', () => {
  const { names, group } = doNow(groupSpans(trace, byAttribute('component')));
  expect(names).toContain('gRPC');
  expect(group).toContain(-1);
});

test('by two groupings at once every span is in one group, also those that lack one of them', () => {
  const { values, group } = doNow(crossGroups(trace, ['service', byAttribute('component')]));
  expect(new Set(group).size).toBe(values.length);
  for (let row = 0; row < trace.count; row++) {
    expect(values[group[row] ?? -1]?.[0]).toBe(trace.serviceOf(row));
  }
  expect(values).toContainEqual(['goods-srv', 'gRPC']);
  expect(values).toContainEqual(['goods-srv', undefined]);
  expect(new Set(values.map((one) => JSON.stringify(one))).size).toBe(values.length);
});

test('the attributes to group by are those of spans and of processes, each once', () => {
  const keys = attributeKeysOf(trace);
  expect(keys).toEqual([...new Set(keys)].sort());
  expect(keys).toEqual(expect.arrayContaining(['component', 'hostname', 'service.name']));
  expect(attributeOf(byAttribute('component'))).toBe('component');
  expect(attributeOf('service')).toBeUndefined();
});
