import { storeDifferential } from '@clew/storage/conformance';
import { afterAll } from 'vitest';
import { TestEngines } from './testing/test-engines.ts';

const engines = new TestEngines();
afterAll(engines.remove);

const { seal, reopen } = engines;
storeDifferential('the engine on disk', () => engines.open(), { seal, reopen, runs: 60 });
storeDifferential(
  'the engine with tiny heads and cache',
  () => engines.open({ headBytes: 4096, cacheBytes: 1 }),
  { seal, reopen, runs: 40 },
);
