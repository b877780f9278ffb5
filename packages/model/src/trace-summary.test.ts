import { describe, expect, test } from 'vitest';
import { StatusCode } from './span-kind.ts';
import { idOf, plainSpan, resourceOf } from './testing/plain-span.ts';
import { summarizeTrace } from './trace-summary.ts';

describe('the hosts of a trace', () => {
  const spanOn = (number: number, host: string | undefined, status: StatusCode = 0) => ({
    ...plainSpan,
    ...{ spanId: idOf(number), status },
    resource: resourceOf({
      'service.name': 'shop',
      ...(host === undefined ? {} : { 'host.name': host }),
    }),
  });

  test('are counted by name, with the spans that failed', () => {
    const spans = [
      spanOn(1, 'srv-b'),
      spanOn(2, 'srv-a'),
      spanOn(3, 'srv-b', StatusCode.error),
      spanOn(4, 'srv-b', StatusCode.ok),
    ];
    expect(summarizeTrace(spans)).toMatchObject({
      services: [{ name: 'shop', spanCount: 4, errorCount: 1 }],
      hosts: [
        { name: 'srv-a', spanCount: 1, errorCount: 0 },
        { name: 'srv-b', spanCount: 3, errorCount: 1 },
      ],
    });
  });

  test('leave out the spans that name none', () => {
    const spans = [spanOn(1, undefined, StatusCode.error), spanOn(2, ''), spanOn(3, 'srv-a')];
    expect(summarizeTrace(spans)).toMatchObject({
      ...{ spanCount: 3, errorCount: 1 },
      hosts: [{ name: 'srv-a', spanCount: 1, errorCount: 0 }],
    });
    expect(summarizeTrace(spans.slice(0, 2)).hosts).toEqual([]);
  });
});
