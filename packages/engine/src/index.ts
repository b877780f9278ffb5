export { DirectoryLockedError } from './directory-lock.ts';
export { type Engine, openEngine } from './engine.ts';
export type { EngineEvent, EngineOptions, EngineProblem, EngineStats } from './engine-options.ts';
export { LogVersionError } from './log/log-format.ts';
export { ManifestError } from './manifest.ts';
export { Turn } from './search/turn.ts';
export { SegmentError } from './segment/segment-reader.ts';
