export { ReferenceStore } from './reference-store.ts';
