export { decodeZipkinJson, decodeZipkinSpans } from './json-decoder.ts';
