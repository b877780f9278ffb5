import { ReferenceStore } from '@clew/storage/reference';
import { expect, test } from 'vitest';
import { systemAnswer } from '../testing/system-answer.ts';
import { queryServer } from './testing/query-server.ts';

test('how the system is is answered as it was given, and never from a cache', async () => {
  const system = systemAnswer({ version: '1.2.3' });
  const app = queryServer(new ReferenceStore(), { system: async () => system });
  const answer = await app.inject('/api/clew/v1/system');
  expect(answer.json()).toEqual(system);
  expect(answer.headers['cache-control']).toBe('no-store');
});
