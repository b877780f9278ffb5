import { expect, test } from 'vitest';
import { type Command, matchingCommands } from './commands.ts';

const commands: readonly Command[] = [
  ['Timeline', 'Views'],
  ['Statistics', 'Views'],
  ['Color by status', 'Timeline'],
  ['Search', 'Pages'],
].map(([title = '', group = '']) => ({ id: title, title, group, run: () => undefined }));

const titles = (text: string) => matchingCommands(commands, text).map(({ title }) => title);

test('a command is found by the beginning of its words first, then by what is in it, then by its group', () => {
  expect(titles('stat')).toEqual(['Statistics', 'Color by status']);
  expect(titles('time')).toEqual(['Timeline', 'Color by status']);
  expect(titles('line views')).toEqual(['Timeline']);
  expect(titles('xyz')).toEqual([]);
});

test('no text asks for all in their order', () => {
  expect(titles(' ')).toEqual(['Timeline', 'Statistics', 'Color by status', 'Search']);
});
