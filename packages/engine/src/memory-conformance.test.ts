import { storeConformance } from '@clew/storage/conformance';
import { openEngine } from './index.ts';
import { inlineSealer } from './seal/sealer.ts';

storeConformance('the engine in memory', () => openEngine({ sealer: inlineSealer }), {
  seal: (engine) => engine.flush(),
});
