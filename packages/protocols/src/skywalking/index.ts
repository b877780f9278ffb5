export { decodeSegment, decodeSegmentCollection } from './segment-decoder.ts';
export { skyWalkingTraceId } from './segment-ids.ts';
