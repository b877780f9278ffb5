// Methods of gRPC services over raw bytes, which our own decoders and writers read and write.
import type { MethodDefinition } from '@grpc/grpc-js';
import type { ServiceDefinition } from '@grpc/proto-loader';

/** A method whose messages pass through the library as they are. */
export type RawMethod = MethodDefinition<Buffer, Buffer>;

const asIs = (buffer: Buffer): Buffer => buffer;

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

const RAW = {
  requestStream: false,
  responseStream: false,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
} as const;

/**
 * One message in, one out.
 * @param path `/package.Service/Method`
 */
export function rawUnary(path: string): RawMethod {
  return { ...RAW, path };
}

/** A stream of messages in, one out. */
export function rawClientStream(path: string): RawMethod {
  return { ...RAW, path, requestStream: true };
}

/**
 * A service of which some methods answer with bytes that are written elsewhere.
 * @param methods their names, as in the definition
 */
export function withRawAnswers(
  service: ServiceDefinition,
  ...methods: readonly string[]
): ServiceDefinition {
  const entries = Object.entries(service).map(([name, method]) => [
    name,
    methods.includes(name) ? { ...method, responseSerialize: bufferOf } : method,
  ]);
  return Object.fromEntries(entries);
}
