export { effectiveConfig } from './config/index.ts';
export { type RoleContext, startAllInOne } from './roles/all-in-one.ts';
export type { OpenAddress, Running } from './roles/running.ts';
