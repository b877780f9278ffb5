// Loads the definitions of services: to read and write their small messages, and for reflection.
import { fileURLToPath } from 'node:url';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition, type ServiceDefinition } from '@grpc/proto-loader';

const FOLDER = fileURLToPath(new URL('../../proto/', import.meta.url));

/** The definitions that there are, each a file below `proto/`. */
export type DefinitionFile =
  | 'jaeger/api_v2/collector.proto'
  | 'jaeger/api_v2/query.proto'
  | 'jaeger/api_v2/sampling.proto'
  | 'jaeger/api_v3/query_service.proto'
  | 'skywalking/v10/answered.proto'
  | 'skywalking/v3/answered.proto'
  | 'skywalking/v3/tracing.proto'
  | 'opentelemetry/proto/collector/trace/v1/trace_service.proto';

/** A service that can be added to a server. */
export interface DefinedService {
  readonly file: DefinitionFile;
  /** With its package. */
  readonly name: string;
  readonly implementation: UntypedServiceImplementation;
}

/**
 * Loads definitions and what they import. In messages, names are as in the files, 64-bit integers texts, enums their names, bytes
 * Buffers; what was not set has its default, and a message that was not set is null.
 * @param files all of one server, since a package is told of as one file by reflection
 */
export function loadDefinitions(...files: readonly DefinitionFile[]): PackageDefinition {
  return loadSync([...files], {
    includeDirs: [FOLDER],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
}

/**
 * A service of definitions that were loaded.
 * @param name with its package: `jaeger.api_v2.QueryService`
 */
export function serviceOf(definitions: PackageDefinition, name: string): ServiceDefinition {
  const found = definitions[name];
  if (found === undefined || 'format' in found) throw new Error(`no service ${name} is defined`);
  return found;
}
