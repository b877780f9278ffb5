import type { Destination, RequestTracer, Variant } from './request-tracer.ts';

/** Loads what one variant needs and nothing else. */
export const REQUEST_TRACERS: Readonly<
  Record<Variant, (destination: Destination) => Promise<RequestTracer>>
> = {
  untraced: async () => (await import('./request-tracers/untraced.ts')).untraced(),
  clew: async (to) => (await import('./request-tracers/clew.ts')).clew(to),
  'jaeger-client': async (to) =>
    (await import('./request-tracers/jaeger-client.ts')).jaegerClient(to),
  opentelemetry: async (to) =>
    (await import('./request-tracers/opentelemetry.ts')).openTelemetry(to),
};
