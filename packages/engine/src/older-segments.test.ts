// What older versions wrote is read by every later one: the fixtures are data directories that they left.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_TIME, type SpanExpression } from '@clew/storage';
import { afterAll, expect, test } from 'vitest';
import { TestEngines } from './testing/test-engines.ts';

const engines = new TestEngines();
afterAll(engines.remove);

const context = { tenant: '' };
const traceId = (number: number): string => String(number).padStart(32, '0');
const WITH_LINK = traceId(1);
const LINKED_TRACE = '0af7651916cd43dd8448eb211c80319c';
const LINKED_SPAN = '00f067aa0ba902b7';

test('segments whose filters know nothing of links are searched for them all the same', async () => {
  const directory = join(engines.root, 'without-link-items');
  cpSync(join(import.meta.dirname, 'fixtures', 'without-link-items'), directory, {
    recursive: true,
  });
  const engine = await engines.openOn(directory);
  const found = async (span: SpanExpression): Promise<readonly string[]> => {
    const where = { op: 'some', span } as const;
    const page = await engine.search({ range: ALL_TIME, where, limit: 9 }, context);
    return page.traces.map((trace) => trace.traceId);
  };
  expect(await found({ op: 'linkTraceId', is: '=', ids: [LINKED_TRACE] })).toEqual([WITH_LINK]);
  expect(await found({ op: 'linkTraceId', is: '!=', ids: [LINKED_TRACE] })).toEqual([]);
  expect(await found({ op: 'linkSpanId', is: '=', ids: [LINKED_SPAN] })).toEqual([WITH_LINK]);
  expect(await found({ op: 'linkSpanId', is: '=', ids: ['0000000000000001'] })).toEqual([]);
  expect(await found({ op: 'hasLink' })).toEqual([WITH_LINK]);
  expect(await found({ op: 'not', of: { op: 'hasLink' } })).toEqual([4, 3, 2].map(traceId));
  const key = { scope: 'link', key: 'messaging.batch' } as const;
  expect(await found({ op: 'has', ...key })).toEqual([WITH_LINK]);
  expect(await found({ op: 'attribute', ...key, is: '=', value: 3 })).toEqual([WITH_LINK]);
  expect(await found({ op: 'attribute', ...key, is: '=', value: 4 })).toEqual([]);
  expect(await engine.attributeValues(key, 9, context)).toEqual(['3']);
  await engine.close();
});
