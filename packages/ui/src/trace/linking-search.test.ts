import { parseTraceql } from '@clew/protocols/traceql';
import { expect, test } from 'vitest';
import { linkingSearch } from './linking-search.ts';

test('asks for links to the trace from its start on', () => {
  expect(linkingSearch({ shownId: '104a41e92ef1cd2e', start: 1_795_451_126_286_123_999n })).toEqual(
    {
      q: '{ link:traceID = "104a41e92ef1cd2e" }',
      lookback: 'custom',
      start: '1795451126286123',
    },
  );
});

test('an id that is any text is quoted', () => {
  const { q } = linkingSearch({ shownId: 'a" } || {\\', start: 0n });
  expect(parseTraceql(String(q))).toMatchObject({ where: { value: { value: 'a" } || {\\' } } });
});
