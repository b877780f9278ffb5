import { systemAnswer } from '@clew/server/testing/system-answer.ts';
import { expect, test } from 'vitest';
import { parseSystem } from './system-answer.ts';

test("what the server's own type says is read, with every nanosecond", () => {
  const { storage, ...rest } = systemAnswer({ now: '1795451160000000001' });
  const system = parseSystem({
    ...rest,
    storage: { ...storage, oldestArrival: '7', disk: { freeBytes: 1, sizeBytes: 2 } },
  });
  expect(system.now).toBe(1_795_451_160_000_000_001n);
  expect(system.storage).toMatchObject({ oldestArrival: 7n, disk: { freeBytes: 1, sizeBytes: 2 } });
  expect(system.storage.retention).toBeUndefined();
});

test('what is missing is named', () => {
  const { process: _, ...rest } = systemAnswer();
  expect(() => parseSystem(rest)).toThrow('process is no object');
  const storage = { ...systemAnswer().storage, usedBytes: '12' };
  expect(() => parseSystem({ ...systemAnswer(), storage })).toThrow(
    'storage.usedBytes is no number',
  );
});
