// SkyWalking's messages in JSON: which key is which field of protobuf, and what it holds.
import { JsonKeys } from '../json-keys.ts';
import { layerNames, refTypeNames } from './segment-texts.ts';

/** What a field holds. */
export const FieldKind = {
  text: 0,
  int32: 1,
  int64: 2,
  boolean: 3,
  enumeration: 4,
  list: 5,
} as const;
export type FieldKind = (typeof FieldKind)[keyof typeof FieldKind];

/** A field of a message. */
export interface JsonField {
  /** Its number in protobuf shifted left by three, and its wire type. */
  readonly tag: number;
  readonly kind: FieldKind;
  /** The names of an enumeration's values. */
  readonly names: readonly string[];
  /** What a list is of. */
  readonly items: JsonMessage | undefined;
}

/** A message. */
export interface JsonMessage {
  readonly keys: JsonKeys;
  /** The fields in the order of the keys' numbers, of which the first is 1. */
  readonly fields: readonly JsonField[];
}

function messageOf(fields: Readonly<Record<string, JsonField>>): JsonMessage {
  return { keys: new JsonKeys(...Object.keys(fields)), fields: Object.values(fields) };
}

function field(number: number, kind: FieldKind, wireType: number): JsonField {
  return { tag: (number << 3) | wireType, kind, names: [], items: undefined };
}

const text = (number: number): JsonField => field(number, FieldKind.text, 2);
const int32 = (number: number): JsonField => field(number, FieldKind.int32, 0);
const int64 = (number: number): JsonField => field(number, FieldKind.int64, 0);
const boolean = (number: number): JsonField => field(number, FieldKind.boolean, 0);
const enumeration = (number: number, names: readonly string[]): JsonField => ({
  ...field(number, FieldKind.enumeration, 0),
  names,
});
const list = (number: number, items: JsonMessage): JsonField => ({
  ...field(number, FieldKind.list, 2),
  items,
});

const pair: JsonMessage = messageOf({ key: text(1), value: text(2) });

/** A span. */
export const spanMessage: JsonMessage = messageOf({
  spanId: int32(1),
  parentSpanId: int32(2),
  startTime: int64(3),
  endTime: int64(4),
  refs: list(
    5,
    messageOf({
      refType: enumeration(1, refTypeNames),
      traceId: text(2),
      parentTraceSegmentId: text(3),
      parentSpanId: int32(4),
      parentService: text(5),
      parentServiceInstance: text(6),
      parentEndpoint: text(7),
      networkAddressUsedAtPeer: text(8),
    }),
  ),
  operationName: text(6),
  peer: text(7),
  spanType: enumeration(8, ['Entry', 'Exit', 'Local']),
  spanLayer: enumeration(9, layerNames),
  componentId: int32(10),
  isError: boolean(11),
  tags: list(12, pair),
  logs: list(13, messageOf({ time: int64(1), data: list(2, pair) })),
  skipAnalysis: boolean(14),
});

/** A segment. */
export const segmentMessage: JsonMessage = messageOf({
  traceId: text(1),
  traceSegmentId: text(2),
  spans: list(3, spanMessage),
  service: text(4),
  serviceInstance: text(5),
  isSizeLimited: boolean(6),
});
