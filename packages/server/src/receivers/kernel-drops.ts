// How many datagrams the kernel dropped because a socket's receive buffer was full. Linux tells in
// /proc/net/udp; elsewhere nobody knows.
import { readFile } from 'node:fs/promises';

/** The drops of the sockets of a UDP port since they were opened; undefined where the system does not tell. */
export async function kernelDrops(port: number): Promise<number | undefined> {
  try {
    const tables = await Promise.all([
      readFile('/proc/net/udp', 'utf8'),
      readFile('/proc/net/udp6', 'utf8').catch(() => ''),
    ]);
    return dropsInTables(tables, port);
  } catch {
    return undefined;
  }
}

/** Adds up the last column of the lines whose local address ends in the port. */
export function dropsInTables(tables: readonly string[], port: number): number | undefined {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const drops = tables
    .flatMap((table) => table.trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(ending))
    .map((columns) => Number(columns.at(-1)));
  return drops.length === 0 ? undefined : drops.reduce((sum, one) => sum + one, 0);
}
