export { decodeSegmentsJson } from './json-decoder.ts';
export { decodeSegment, decodeSegmentCollection } from './segment-decoder.ts';
