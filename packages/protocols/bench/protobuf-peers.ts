// What other libraries need for the same bytes of protobuf: both are given the same definitions and make objects.
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type protobuf from 'protobufjs';
import descriptors from 'protobufjs/ext/descriptor/index.js';
import type { Peer } from './timing.ts';

/** What importing the extension adds to a root, and its types leave out. */
type DescribedRoot = protobuf.Root & { toDescriptor(edition: string): protobuf.Message };

/** The peers for messages of a type. */
export function protobufPeers(root: protobuf.Root, type: string): readonly Peer[] {
  const definition = root.lookupType(type);
  const set = (root as DescribedRoot).toDescriptor('proto3');
  const registry = createFileRegistry(
    fromBinary(FileDescriptorSetSchema, descriptors.FileDescriptorSet.encode(set).finish()),
  );
  const schema = registry.getMessage(definition.fullName.slice(1));
  if (schema === undefined) throw new Error(`the registry has no ${type}`);
  return [
    { name: 'protobufjs', read: (body) => definition.decode(body) },
    { name: '@bufbuild/protobuf', read: (body) => fromBinary(schema, body) },
  ];
}
