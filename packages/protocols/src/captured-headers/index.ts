export { type CarriedSpan, carriedSpans } from './carried-spans.ts';
