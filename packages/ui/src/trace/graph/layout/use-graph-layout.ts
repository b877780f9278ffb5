import { useEffect, useRef, useState } from 'react';
import type { GraphLayout, LayoutRequest } from './graph-layout.ts';
import type { NumberedLayout, NumberedRequest } from './layout.worker.ts';

interface Laid {
  readonly request: LayoutRequest;
  readonly layout: GraphLayout;
}

/** Lays a graph out in a thread of its own; undefined until that is done. The same edges in another direction stay as they were until then. */
export function useGraphLayout(request: LayoutRequest | undefined): GraphLayout | undefined {
  const worker = useRef<Worker>(undefined);
  const [laid, setLaid] = useState<Laid>();
  const [error, setError] = useState<Error>();
  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = undefined;
    },
    [],
  );
  useEffect(() => {
    if (request === undefined) return;
    worker.current ??= new Worker(new URL('./layout.worker.ts', import.meta.url), {
      type: 'module',
    });
    const { current } = worker;
    current.onmessage = ({ data }: MessageEvent<NumberedLayout>) => {
      if (data.number === numberOf(request)) setLaid({ request, layout: data.layout });
    };
    current.onerror = ({ message }) => setError(new Error(message));
    current.postMessage({ number: numberOf(request), request } satisfies NumberedRequest);
  }, [request]);
  // What can't be laid out is a fault like any other of the page.
  if (error !== undefined) throw error;
  return laid?.request.edges === request?.edges ? laid?.layout : undefined;
}

const numbers = new WeakMap<LayoutRequest, number>();
let last = 0;

/** A number for a request, so that an answer to an earlier one is told from that to the last. */
function numberOf(request: LayoutRequest): number {
  const known = numbers.get(request) ?? ++last;
  numbers.set(request, known);
  return known;
}
