import { storeConformance } from '@clew/storage/conformance';
import { afterAll } from 'vitest';
import { TestEngines } from './testing/test-engines.ts';

const engines = new TestEngines();
afterAll(engines.remove);

const { seal, reopen } = engines;
storeConformance('the engine on disk', () => engines.open(), { seal, reopen });
