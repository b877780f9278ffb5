export { registerQueryApi } from './query-api.ts';
export type { QueryApiDependencies } from './query-api-dependencies.ts';
