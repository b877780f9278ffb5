// The operations of a service as Jaeger's APIs list them.
import { SpanKind, spanKindName } from '@clew/model';
import type { SpanReader } from '@clew/storage';
import { type Caller, callContext } from './call-context.ts';

/** An operation; its kind is the empty text where spans have none, since they then have no `span.kind` tag. */
export interface JaegerOperation {
  readonly name: string;
  readonly spanKind: string;
}

/** The operations of a service, of one kind or of all. */
export async function jaegerOperations(
  store: SpanReader,
  service: string,
  kind: SpanKind | undefined,
  caller: Caller,
): Promise<readonly JaegerOperation[]> {
  return (await store.operations(service, callContext(caller)))
    .filter((operation) => kind === undefined || operation.kind === kind)
    .map((operation) => ({
      name: operation.name,
      spanKind: operation.kind === SpanKind.unspecified ? '' : spanKindName(operation.kind),
    }));
}
