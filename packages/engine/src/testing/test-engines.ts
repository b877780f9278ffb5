// Engines for tests, each in a directory of its own that goes when the tests of a file have run.
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, type EngineOptions, openEngine } from '../index.ts';
import { inlineSealer } from '../seal/sealer.ts';

/** Opens engines below one temporary directory. */
export class TestEngines {
  readonly root: string = mkdtempSync(join(tmpdir(), 'clew-engine-'));
  readonly #directories: WeakMap<Engine, string> = new WeakMap();
  #next = 0;

  /** An empty engine. */
  readonly open = (options: EngineOptions = {}): Promise<Engine> =>
    this.openOn(join(this.root, String(this.#next++)), options);

  /** An engine on what a directory holds. */
  readonly openOn = async (dataDir: string, options: EngineOptions = {}): Promise<Engine> => {
    const engine = await openEngine({ sealer: inlineSealer, ...options, dataDir });
    this.#directories.set(engine, dataDir);
    return engine;
  };

  /** Closes an engine and opens what it kept. */
  readonly reopen = async (engine: Engine): Promise<Engine> => {
    await engine.close();
    return this.openOn(this.directoryOf(engine));
  };

  /** Brings all spans of an engine into segments. */
  readonly seal = (engine: Engine): Promise<void> => engine.flush();

  directoryOf(engine: Engine): string {
    return this.#directories.get(engine) as string;
  }

  readonly remove = (): Promise<void> => rm(this.root, { recursive: true, force: true });
}
