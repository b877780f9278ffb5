// For tests only: Jaeger's spans as protobufjs reads them, from definitions written after the published field numbers.
import protobuf from 'protobufjs';

const { root } = protobuf.parse(
  `
syntax = "proto3";
message SpansResponseChunk { repeated Span spans = 1; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string operation_name = 3; repeated SpanRef references = 4; uint32 flags = 5;
  Time start_time = 6; Time duration = 7; repeated KeyValue tags = 8; repeated Log logs = 9; Process process = 10;
  string process_id = 11; repeated string warnings = 12;
}
message Time { int64 seconds = 1; int32 nanos = 2; }
enum SpanRefType { CHILD_OF = 0; FOLLOWS_FROM = 1; }
message SpanRef { bytes trace_id = 1; bytes span_id = 2; SpanRefType ref_type = 3; }
enum ValueType { STRING = 0; BOOL = 1; INT64 = 2; FLOAT64 = 3; BINARY = 4; }
message KeyValue {
  string key = 1; ValueType v_type = 2; string v_str = 3; bool v_bool = 4; int64 v_int64 = 5; double v_float64 = 6;
  bytes v_binary = 7;
}
message Log { Time timestamp = 1; repeated KeyValue fields = 2; }
message Process { string service_name = 1; repeated KeyValue tags = 2; }
`,
  { keepCase: true },
);
const chunk = root.lookupType('SpansResponseChunk');

export interface TimeMessage {
  readonly seconds: string;
  readonly nanos: number;
}

export interface KeyValueMessage {
  readonly key: string;
  readonly v_type: string;
  readonly v_str: string;
  readonly v_bool: boolean;
  readonly v_int64: string;
  readonly v_float64: number;
  readonly v_binary: Uint8Array;
}

export interface SpanMessage {
  readonly trace_id: Uint8Array;
  readonly span_id: Uint8Array;
  readonly operation_name: string;
  readonly references: readonly {
    readonly trace_id: Uint8Array;
    readonly span_id: Uint8Array;
    readonly ref_type: 'CHILD_OF' | 'FOLLOWS_FROM';
  }[];
  readonly flags: number;
  readonly start_time: TimeMessage;
  readonly duration: TimeMessage;
  readonly tags: readonly KeyValueMessage[];
  readonly logs: readonly {
    readonly timestamp: TimeMessage;
    readonly fields: readonly KeyValueMessage[];
  }[];
  readonly process: { readonly service_name: string; readonly tags: readonly KeyValueMessage[] };
  readonly warnings: readonly string[];
}

/** The spans of a SpansResponseChunk; 64-bit integers as texts, enums by name, defaults filled in. */
export function spansOfChunk(bytes: Uint8Array): readonly SpanMessage[] {
  const options = { longs: String, enums: String, defaults: true, arrays: true };
  return chunk.toObject(chunk.decode(bytes), options)['spans'];
}
