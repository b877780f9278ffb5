// For tests and benchmarks only: OTLP trace requests as protobufjs encodes them, from definitions
// written after the published field numbers, so that the decoder is not held against itself.
import protobuf from 'protobufjs';

const definitions = `
syntax = "proto3";
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ExportTraceServiceResponse { ExportTracePartialSuccess partial_success = 1; }
message ExportTracePartialSuccess { int64 rejected_spans = 1; string error_message = 2; }
message RpcStatus { int32 code = 1; string message = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message Resource {
  repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; repeated EntityRef entity_refs = 3;
}
message EntityRef {
  string schema_url = 1; string type = 2; repeated string id_keys = 3; repeated string description_keys = 4;
}
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message InstrumentationScope {
  string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4;
}
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4;
  string name = 5; uint32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9; uint32 dropped_attributes_count = 10;
  repeated Event events = 11; uint32 dropped_events_count = 12;
  repeated Link links = 13; uint32 dropped_links_count = 14;
  Status status = 15; fixed32 flags = 16;
}
message Event {
  fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4;
}
message Link {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3;
  repeated KeyValue attributes = 4; uint32 dropped_attributes_count = 5; fixed32 flags = 6;
}
message Status { string message = 2; uint32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  oneof value {
    string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
    ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
`;

/** The definitions, for tests that walk a message by its types. */
export const otlpDefinitions: protobuf.Root = protobuf.parse(definitions).root;

/** A message of one of the definitions' types, from its fields in lowerCamelCase. */
export function encodeMessage(type: string, fields: object): Uint8Array {
  return otlpDefinitions.lookupType(type).encode(fields).finish().slice();
}

/** The fields of a message, with 64-bit numbers as decimal strings. */
export function decodeMessage(type: string, bytes: Uint8Array): object {
  const definition = otlpDefinitions.lookupType(type);
  return definition.toObject(definition.decode(bytes), { longs: String });
}

/**
 * The fields of a message with every field, set or not, so that what means the same is the same: 64-bit numbers as decimal strings,
 * bytes in base64, messages that are not set as null.
 * @param given its bytes, or its fields as JSON has them, all bytes in base64
 */
export function wholeMessage(type: string, given: Uint8Array | object): object {
  const definition = otlpDefinitions.lookupType(type);
  const message =
    given instanceof Uint8Array ? definition.decode(given) : definition.fromObject(given);
  return definition.toObject(message, { longs: String, bytes: String, defaults: true });
}

/** A 64-bit number as protobufjs takes it. */
export function long(value: bigint): { low: number; high: number; unsigned: boolean } {
  return {
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, value >> 32n)),
    unsigned: true,
  };
}

/** The same fields as OTLP's JSON has them: ids in hex, other bytes in base64, 64-bit numbers as text. */
function jsonOf(fields: unknown): unknown {
  return JSON.parse(
    JSON.stringify(fields, (key, value: unknown) => {
      if (value instanceof Uint8Array) {
        return Buffer.from(value).toString(key.endsWith('Id') ? 'hex' : 'base64');
      }
      // JSON.stringify would write it as 0.
      if (Object.is(value, -0)) return '-0';
      if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
      if (typeof value !== 'object' || value === null || !('unsigned' in value)) return value;
      const { low, high } = value as unknown as ReturnType<typeof long>;
      const bits = (BigInt(high) << 32n) | BigInt(low >>> 0);
      return String(key === 'intValue' ? BigInt.asIntN(64, bits) : BigInt.asUintN(64, bits));
    }),
  );
}

/** The fields as the bytes of a JSON body. */
export function encodeJson(fields: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(jsonOf(fields)));
}
