// Where a server listens, and what goes wrong there.

/** An address to listen on, and the flag that chose it. */
export interface ListenAddress {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** `--otlp-http`. */
  readonly flag: string;
}

/** An address that is listened on. */
export interface BoundAddress {
  readonly host: string;
  readonly port: number;
}

/** An address can't be listened on; the message says which and what to do. */
export class ListenError extends Error {
  readonly code = 'CLEW_LISTEN';
}

/** Says what went wrong by the words that every socket of Node uses for it. */
export function listenError(error: unknown, { host, port, flag }: ListenAddress): ListenError {
  const text = error instanceof Error ? error.message : String(error);
  const instead = `choose another with ${flag} :PORT or off`;
  const message = text.includes('EADDRINUSE')
    ? `port ${port} is taken; ${instead}`
    : text.includes('EACCES')
      ? `port ${port} is not for this user; ${instead}`
      : /EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|EINVAL|Name resolution/.test(text)
        ? `this machine has no address "${host}" for port ${port}; choose another with --host or ${flag} HOST:PORT`
        : `port ${port} of ${host} can't be opened: ${text}; ${instead}`;
  return new ListenError(message, { cause: error });
}

/** An address as it stands in a URL: an IPv6 host in brackets. */
export function hostAndPort({ host, port }: BoundAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
