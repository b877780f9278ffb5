// What every gRPC server tells of itself: whether it serves (grpc.health.v1) and what (reflection, v1 and v1alpha).
import type { Server, UntypedServiceImplementation } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, protoPath } from 'grpc-health-check';
import { linkedDefinitions } from './linked-definitions.ts';

/** What a server offers. */
export interface Offered {
  /** The definitions of its services. */
  readonly definitions: PackageDefinition;
  /** Their names, with their packages. */
  readonly services: readonly string[];
}

/** Tells of a server until that closes. */
export interface HealthAndReflection {
  /** Says that nothing is served any more, and ends the calls that would wait for news for ever. */
  close(): void;
}

type Handler = UntypedServiceImplementation[string];
/** What calls have in common that stay open until one side ends them. */
interface OpenCall {
  on(event: 'close' | 'cancelled' | 'data', listener: () => void): unknown;
  once(event: 'drain', listener: () => void): unknown;
  end(): void;
  readonly writableNeedDrain: boolean;
  pause?(): unknown;
  resume?(): unknown;
}

/** Adds the services to a server. */
export function addHealthAndReflection(
  server: Server,
  { definitions, services }: Offered,
): HealthAndReflection {
  const open = new Set<OpenCall>();
  const health = new HealthImplementation(
    Object.fromEntries(['', ...services].map((name) => [name, 'SERVING'])),
  );
  const all = { ...definitions, ...loadSync(protoPath, { keepCase: true }) };
  const reflection = new ReflectionService(linkedDefinitions(all), {
    services: [...services, 'grpc.health.v1.Health'],
  });
  const remembering = rememberingServer(server, open);
  health.addToServer(remembering);
  reflection.addToServer(remembering);
  return {
    close: () => {
      for (const name of ['', ...services]) health.setStatus(name, 'NOT_SERVING');
      for (const call of open) call.end();
    },
  };
}

/** A server whose services' streams are known while they are open, and read no faster than they are answered. */
function rememberingServer(server: Server, open: Set<OpenCall>): Pick<Server, 'addService'> {
  return {
    addService: (service, implementation) => {
      const handlers = Object.entries(implementation).map(([name, handler]): [string, Handler] => [
        name,
        remembered(handler, open),
      ]);
      server.addService(service, Object.fromEntries(handlers));
    },
  };
}

function remembered(handler: Handler, open: Set<OpenCall>): Handler {
  const handle = handler as (call: unknown, callback: unknown) => void;
  return (call: unknown, callback?: unknown) => {
    handle(call, callback);
    if (!isOpenCall(call)) return;
    open.add(call);
    for (const event of ['close', 'cancelled'] as const) call.on(event, () => open.delete(call));
    if (call.pause === undefined) return;
    // The library answers each question at once, also to a client that reads no answers.
    call.on('data', () => {
      if (!call.writableNeedDrain) return;
      call.pause?.();
      call.once('drain', () => call.resume?.());
    });
  };
}

function isOpenCall(call: unknown): call is OpenCall {
  return typeof call === 'object' && call !== null && 'end' in call;
}
