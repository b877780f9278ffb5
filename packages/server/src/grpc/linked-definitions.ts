// Definitions as reflection has to tell of them. What @grpc/proto-loader says of files lacks the files that they import,
// names types relative to where they stand, and calls the entries of maps what protoc does not: clients in JavaScript
// do not mind, but Go's refuse such files. https://github.com/grpc/grpc-node/issues/2595
import type { PackageDefinition } from '@grpc/proto-loader';
import descriptor, {
  type IDescriptorProto,
  type IFieldDescriptorProto,
  type IFileDescriptorProto,
} from 'protobufjs/ext/descriptor/index.js';

/** Definitions that hold the same files, linked as protoc links them, and nothing else. */
export function linkedDefinitions(definitions: PackageDefinition): PackageDefinition {
  const files = new Map<string, IFileDescriptorProto>();
  for (const { fileDescriptorProtos } of Object.values(definitions)) {
    for (const bytes of Array.isArray(fileDescriptorProtos) ? fileDescriptorProtos : []) {
      const file: IFileDescriptorProto = descriptor.FileDescriptorProto.toObject(
        descriptor.FileDescriptorProto.decode(bytes),
      );
      if (!files.has(file.name ?? '')) files.set(file.name ?? '', file);
    }
  }
  for (const file of files.values()) {
    for (const message of file.messageType ?? []) nameMapEntries(message);
  }
  const fileOfType = typesOf(files.values());
  for (const file of files.values()) link(file, fileOfType);
  const fileDescriptorProtos = [...files.values()].map((file) =>
    Buffer.from(descriptor.FileDescriptorProto.encode(file).finish()),
  );
  return {
    files: { format: 'Protocol Buffer 3 EnumDescriptorProto', type: {}, fileDescriptorProtos },
  };
}

/** Gives the messages that stand for a map's entries the names that they must have. */
function nameMapEntries(message: IDescriptorProto): void {
  for (const nested of message.nestedType ?? []) {
    nameMapEntries(nested);
    if (nested.options?.mapEntry !== true) continue;
    const field = message.field?.find(
      ({ typeName }) => typeName?.split('.').at(-1) === nested.name,
    );
    if (field === undefined) continue;
    const camel = (field.name ?? '').replace(/(?:^|_)(\w)/g, (_all, letter: string) =>
      letter.toUpperCase(),
    );
    nested.name = `${camel}Entry`;
    field.typeName = nested.name;
  }
}

/** The name of the file that each type is in, by the type's full name. */
function typesOf(files: Iterable<IFileDescriptorProto>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of files) {
    const add = (scope: string, messages: readonly IDescriptorProto[] | null | undefined): void => {
      for (const { name, nestedType, enumType } of messages ?? []) {
        const full = `${scope}.${name}`;
        found.set(full, file.name ?? '');
        for (const one of enumType ?? []) found.set(`${full}.${one.name}`, file.name ?? '');
        add(full, nestedType);
      }
    };
    add(file.package ?? '', file.messageType);
    for (const { name } of file.enumType ?? [])
      found.set(`${file.package}.${name}`, file.name ?? '');
  }
  return found;
}

/** Names types in full, and the files that they are in. */
function link(file: IFileDescriptorProto, fileOfType: ReadonlyMap<string, string>): void {
  const imports = new Set<string>();
  const full = (name: string, scope: string): string => {
    const relative = name.replace(/^\./, '');
    // From the innermost scope outwards, as C++ looks names up.
    for (let at = scope; ; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const candidate = at === '' ? relative : `${at}.${relative}`;
      const where = fileOfType.get(candidate);
      if (where !== undefined) {
        if (where !== file.name) imports.add(where);
        return `.${candidate}`;
      }
      if (at === '') return name;
    }
  };
  const linkField = (field: IFieldDescriptorProto, scope: string): void => {
    if (field.typeName) field.typeName = full(field.typeName, scope);
  };
  const linkMessage = (message: IDescriptorProto, outer: string): void => {
    const scope = `${outer}.${message.name}`;
    for (const field of message.field ?? []) linkField(field, scope);
    for (const nested of message.nestedType ?? []) linkMessage(nested, scope);
  };
  const scope = file.package ?? '';
  for (const message of file.messageType ?? []) linkMessage(message, scope);
  for (const { method } of file.service ?? []) {
    for (const one of method ?? []) {
      one.inputType = full(one.inputType ?? '', scope);
      one.outputType = full(one.outputType ?? '', scope);
    }
  }
  file.dependency = [...imports];
}
