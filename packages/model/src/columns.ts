// For stores only: what they need to work on a batch's columns instead of its spans.
export { ExtraIndex } from './extra-index.ts';
export type { AttributeColumns } from './span-batch.ts';
export { Extra, PLAIN_BIT } from './span-batch-layout.ts';
export { SymbolTable } from './symbol-table.ts';
