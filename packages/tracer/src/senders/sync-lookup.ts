// Names that need no resolver are resolved at once, so that a socket is connected, and can send, in the same turn of the
// event loop: also in the last one of a process.
import { lookup } from 'node:dns';
import { isIP } from 'node:net';

/** A `lookup` for sockets of one family of addresses. */
export function syncLookup(
  family: 4 | 6,
): (
  hostname: string,
  options: object,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
) => void {
  const loopback = family === 4 ? '127.0.0.1' : '::1';
  return (hostname, _options, callback) => {
    if (isIP(hostname) !== 0) callback(null, hostname, isIP(hostname));
    else if (hostname === 'localhost') callback(null, loopback, family);
    else lookup(hostname, { family }, callback);
  };
}
