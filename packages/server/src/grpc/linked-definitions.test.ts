import descriptor, { type IFileDescriptorProto } from 'protobufjs/ext/descriptor/index.js';
import { expect, test } from 'vitest';
import { linkedDefinitions } from './linked-definitions.ts';
import { loadDefinitions } from './service-definitions.ts';

function filesOf(): ReadonlyMap<string, IFileDescriptorProto> {
  const linked = linkedDefinitions(loadDefinitions('jaeger/api_v3/query_service.proto'));
  const files = Object.values(linked).flatMap(({ fileDescriptorProtos }) =>
    (fileDescriptorProtos as readonly Buffer[]).map(
      (bytes) =>
        descriptor.FileDescriptorProto.toObject(
          descriptor.FileDescriptorProto.decode(bytes),
        ) as IFileDescriptorProto,
    ),
  );
  return new Map(files.map((file) => [file.package ?? '', file]));
}

test('a file names the files of all the types that it uses', () => {
  const files = filesOf();
  const imports = files.get('jaeger.api_v3')?.dependency ?? [];
  const packages = imports.map(
    (name: string) => [...files.values()].find((one) => one.name === name)?.package,
  );
  expect(packages.toSorted()).toEqual([
    'google.protobuf',
    'jaeger.expression.v1',
    'opentelemetry.proto.trace.v1',
  ]);
  expect(files.get('google.protobuf')?.dependency ?? []).toEqual([]);
});

test('types are named in full, those of maps’ entries as protoc names them', () => {
  const file = filesOf().get('jaeger.api_v3');
  const query = file?.messageType?.find(({ name }) => name === 'TraceQueryParameters');
  expect(query?.nestedType?.map(({ name }) => name)).toEqual(['AttributesEntry']);
  const types = query?.field?.flatMap(({ name, typeName }) => (typeName ? [[name, typeName]] : []));
  expect(types).toEqual([
    ['attributes', '.jaeger.api_v3.TraceQueryParameters.AttributesEntry'],
    ['start_time_min', '.google.protobuf.Timestamp'],
    ['start_time_max', '.google.protobuf.Timestamp'],
    ['duration_min', '.google.protobuf.Duration'],
    ['duration_max', '.google.protobuf.Duration'],
    ['filter', '.jaeger.expression.v1.Call'],
  ]);
  const [method] = file?.service?.[0]?.method ?? [];
  expect(method?.outputType).toBe('.opentelemetry.proto.trace.v1.TracesData');
});
