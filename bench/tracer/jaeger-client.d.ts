// jaeger-client has no types; this is what the benchmark calls of it.
declare module 'jaeger-client' {
  import type * as opentracing from 'opentracing';

  export interface Reporter {
    report(span: opentracing.Span): void;
    flush?(callback?: () => void): void;
    close(callback?: () => void): void;
    setProcess(serviceName: string, tags: readonly unknown[]): void;
  }

  export interface Sender {
    flush(callback?: (spans: number, error?: string) => void): void;
    close(): void;
  }

  export interface Config {
    readonly serviceName: string;
    readonly sampler?: { readonly type: string; readonly param: number };
    readonly reporter?: {
      readonly agentHost?: string;
      readonly agentPort?: number;
      readonly flushIntervalMs?: number;
    };
  }

  export interface JaegerTracer extends opentracing.Tracer {
    /** What was given, or made of the configuration. */
    readonly _reporter: Reporter;
    close(callback?: () => void): void;
  }

  const jaeger: {
    initTracer(config: Config, options?: { readonly reporter?: Reporter }): JaegerTracer;
    readonly NoopReporter: new () => Reporter;
    readonly RemoteReporter: new (sender: Sender) => Reporter;
  };
  export default jaeger;
}

declare module 'jaeger-client/dist/src/reporters/udp_sender.js' {
  import type { Sender } from 'jaeger-client';

  type Sent = (error: Error | null, bytes: number) => void;

  class UDPSender implements Sender {
    constructor(options?: { readonly host?: string; readonly port?: number });
    /** The socket. */
    _client: {
      send(
        bytes: Buffer,
        offset: number,
        length: number,
        port: number,
        host: string,
        callback: Sent,
      ): void;
      close(): void;
    };
    flush(callback?: (spans: number, error?: string) => void): void;
    close(): void;
  }

  const exported: { readonly default: typeof UDPSender };
  export default exported;
}
