import { expect, test } from 'vitest';
import { commands } from './en/commands.ts';
import { compare } from './en/compare.ts';
import { events } from './en/events.ts';
import { file } from './en/file.ts';
import { flame } from './en/flame.ts';
import { graph } from './en/graph.ts';
import { layout } from './en/layout.ts';
import { query } from './en/query.ts';
import { results } from './en/results.ts';
import { search } from './en/search.ts';
import { span } from './en/span.ts';
import { statistics } from './en/statistics.ts';
import { system } from './en/system.ts';
import { table } from './en/table.ts';
import { trace } from './en/trace.ts';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

/** What a message takes in: `{{name}}`. */
function placeholders(message: string): readonly string[] {
  return [...message.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
}

test('Chinese says everything that English says, with the same values in it', () => {
  const wanted = Object.keys(en).filter((key) => !key.endsWith('_one'));
  expect(Object.keys(zhCn).sort()).toEqual(wanted.sort());
  const english: Record<string, string> = en;
  for (const [key, message] of Object.entries(zhCn)) {
    expect(message).not.toBe('');
    expect(placeholders(message), key).toEqual(placeholders(english[key] ?? ''));
  }
});

test('no key is in two files', () => {
  const files = [
    commands,
    compare,
    events,
    file,
    flame,
    graph,
    layout,
    query,
    results,
    search,
    span,
    statistics,
    system,
    table,
    trace,
  ];
  const keys = files.flatMap((messages) => Object.keys(messages));
  expect(keys.length).toBe(Object.keys(en).length);
});
