// What a tracer says of its process.
import { randomUUID } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { VERSION } from './version.ts';

let host: { readonly name: string; readonly ip: string } | undefined;

/** Looked up once: tracers may be made for each request, and this costs more than the rest of them. */
function hostOfProcess(): { readonly name: string; readonly ip: string } {
  host ??= { name: hostname(), ip: firstAddress() };
  return host;
}

function firstAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, internal, address } of addresses ?? []) {
      if (family === 'IPv4' && !internal) return address;
    }
  }
  return '127.0.0.1';
}

/**
 * The tags of a process, under Jaeger's names; what the application gives counts more, but for version and instance.
 *
 * @returns the tags, and the id of this instance and the host's address that are among them
 */
export function processTags(own: Readonly<Record<string, unknown>>): {
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
  readonly uuid: string;
  readonly ip: string;
} {
  const uuid = randomUUID();
  const { name, ip } = hostOfProcess();
  const all = {
    hostname: name,
    ip,
    ...own,
    'jaeger.version': `Clew-Node-${VERSION}`,
    'client-uuid': uuid,
  };
  return { tags: Object.entries(all).map(([key, value]) => ({ key, value })), uuid, ip };
}
