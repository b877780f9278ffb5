export type { ContractCheck } from './contract-check.ts';
export { contractChecks, holdsFor } from './contract-checks.ts';
export { type DifferentialOptions, differ, storeDifferential } from './differential.ts';
export { randomQuery } from './random-queries.ts';
export { randomSpan, randomSpans } from './random-spans.ts';
export { richSpan, type SpanFields, SUITE_TIME, spanOf } from './sample-spans.ts';
export { type SeededSpansOptions, seededSpans } from './seeded-spans.ts';
export { type ConformanceOptions, storeConformance } from './store-conformance.ts';
export type { StoreFormOptions } from './store-form.ts';
