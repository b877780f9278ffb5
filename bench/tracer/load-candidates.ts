import type { Candidate } from './candidate.ts';

type CandidateName = 'clew' | 'jaeger-client' | 'opentelemetry' | 'opentracing no-op';

/** Loads candidates one by one, so that one can be profiled by itself. */
const LOADERS: Readonly<Record<CandidateName, () => Promise<Candidate>>> = {
  clew: async () => (await import('./candidates/clew.ts')).clew,
  'jaeger-client': async () => (await import('./candidates/jaeger-client.ts')).jaegerClient,
  opentelemetry: async () => (await import('./candidates/opentelemetry.ts')).openTelemetry,
  'opentracing no-op': async () => (await import('./candidates/noop.ts')).noop,
};

/** @throws when there is no candidate of a name */
export async function loadCandidates(
  names: readonly string[] = Object.keys(LOADERS),
): Promise<readonly Candidate[]> {
  const loaded: Candidate[] = [];
  for (const name of names) {
    const load = (LOADERS as Readonly<Record<string, () => Promise<Candidate>>>)[name];
    if (load === undefined) {
      throw new Error(`no candidate '${name}'; there are ${Object.keys(LOADERS).join(', ')}`);
    }
    loaded.push(await load());
  }
  return loaded;
}
