// The same configurations and variables, given to jaeger-client and to this tracer. Both must take them, and agree on the
// service, on what is recorded, and on where spans go.
import { createRequire } from 'node:module';
import { onTestFinished, describe, expect, test, vi } from 'vitest';
import { LocalTrace } from '../local-trace.ts';
import { Tracer } from '../tracer.ts';
import { initTracer } from './init-tracer.ts';
import { initTracerFromEnv } from './init-tracer-from-env.ts';
import { keptLines, spansIn, startAgent, startServer } from './testing/receivers.ts';
import type { TracingConfig, TracingOptions } from './tracing-config.ts';

/** What jaeger-client makes, as far as it is used here; it comes without types. */
interface PeerTracer {
  startSpan(name: string): { context(): { isSampled(): boolean }; finish(): void };
  close(callback: () => void): void;
}

interface Peer {
  initTracer(config: object, options: object): PeerTracer;
  initTracerFromEnv(config: object, options: object): PeerTracer;
}

const peer = createRequire(import.meta.url)('jaeger-client') as Peer;
