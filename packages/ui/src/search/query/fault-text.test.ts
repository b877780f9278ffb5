import { parseTraceql, TRACEQL_REASONS, TraceqlError } from '@clew/protocols/traceql';
import i18next from 'i18next';
import { expect, test } from 'vitest';
import { en } from '../../i18n/en.ts';
import { zhCn } from '../../i18n/zh-cn.ts';
import { faultText } from './fault-text.ts';

async function translator(language: 'en' | 'zh-CN') {
  const instance = i18next.createInstance();
  await instance.init({
    lng: language,
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCn } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  return instance.t;
}

function refusal(query: string): TraceqlError {
  try {
    parseTraceql(query);
  } catch (error) {
    if (error instanceof TraceqlError) return error;
  }
  throw new Error(`read: ${query}`);
}

test.each(['en', 'zh-CN'] as const)('every fault has its words in %s', async (language) => {
  const t = await translator(language);
  const words = TRACEQL_REASONS.map((reason) =>
    faultText(
      t,
      new TraceqlError(reason, { type: 'source', text: 'FOUND' }, ['EXPECTED'], {
        start: 0,
        end: 1,
      }),
    ),
  );
  expect(words.filter((text) => text.startsWith('fault.') || text.includes('{{'))).toEqual([]);
  expect(new Set(words).size).toBe(TRACEQL_REASONS.length);
});

test('what stands in the query and what belongs there are in the words', async () => {
  const [english, chinese] = [await translator('en'), await translator('zh-CN')];
  expect(faultText(english, refusal('{ .a < "b" > }'))).toBe('Here comes }, && or ||. Found: >');
  expect(faultText(chinese, refusal('{ kind 20ms }'))).toBe(
    '字段之后应为运算符 = != < <= > >= =~ !~ 之一，实际是：20ms',
  );
  expect(faultText(chinese, refusal('{ .a = '))).toMatch(/实际是：查询末尾$/);
});
