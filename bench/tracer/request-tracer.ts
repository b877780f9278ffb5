import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { STATEMENTS } from './workload.ts';

/** Where the server's spans go. */
export interface Destination {
  readonly udpPort: number;
  readonly otlpUrl: string;
}

/** How a server traces its requests. */
export interface RequestTracer {
  readonly listener: RequestListener;
  flush(): Promise<void>;
  close(): Promise<void>;
}

export const VARIANTS = ['untraced', 'clew', 'jaeger-client', 'opentelemetry'] as const;
export type Variant = (typeof VARIANTS)[number];

/** What the server does for a request beside tracing it. */
export function answer(_request: IncomingMessage, response: ServerResponse): void {
  const goods = STATEMENTS.slice(0, 5).map((text, id) => ({
    id,
    text: text.length,
    price: 100 * id,
  }));
  const body = JSON.stringify(goods);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
