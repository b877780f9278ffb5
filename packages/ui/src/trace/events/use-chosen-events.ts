import { useEffect, useMemo, useState } from 'react';
import { doInTurns } from '../data/turns.ts';
import { chooseEvents, eventsOfService, needsAllSpans } from './choose-events.ts';
import type { EventChoice } from './event-choice.ts';
import type { TraceEvents } from './trace-events.ts';

/**
 * The events of a choice in the order of time; undefined until they are known.
 * @param isReady whether all spans are here that the choice needs
 */
export function useChosenEvents(
  events: TraceEvents,
  choice: EventChoice,
  isReady: boolean,
): Int32Array | undefined {
  const ofService = useMemo(
    () => eventsOfService(events, choice.service),
    [events, choice.service],
  );
  const isNeeded = needsAllSpans(choice);
  const [found, setFound] = useState<{
    readonly among: Int32Array;
    readonly choice: EventChoice;
    readonly events: Int32Array;
  }>();
  useEffect(() => {
    if (!isNeeded || !isReady) return;
    const abort = new AbortController();
    doInTurns(chooseEvents(events, ofService, choice), abort.signal).then(
      (chosen) => {
        if (!abort.signal.aborted) setFound({ among: ofService, choice, events: chosen });
      },
      // It ends early only when something else is wanted.
      () => undefined,
    );
    return () => abort.abort();
  }, [events, ofService, choice, isNeeded, isReady]);
  if (!isNeeded) return ofService;
  return found?.choice === choice && found.among === ofService ? found.events : undefined;
}
