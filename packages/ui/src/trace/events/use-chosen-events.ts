import { useMemo } from 'react';
import { useWork, type WorkState } from '../use-work.ts';
import { chooseEvents, eventsOfService, needsAllSpans } from './choose-events.ts';
import type { EventChoice } from './event-choice.ts';
import type { TraceEvents } from './trace-events.ts';

/** Up to this events are chosen at once. */
const FEW_EVENTS = 10_000;

/**
 * The events of a choice in the order of time.
 * @param isReady whether all spans are here that the choice needs
 */
export function useChosenEvents(
  events: TraceEvents,
  choice: EventChoice,
  isReady: boolean,
): WorkState<Int32Array> {
  const ofService = useMemo(
    () => eventsOfService(events, choice.service),
    [events, choice.service],
  );
  const isNeeded = needsAllSpans(choice);
  const choose = useMemo(() => {
    if (!isNeeded || !isReady) return undefined;
    return () => chooseEvents(events, ofService, choice);
  }, [events, ofService, choice, isNeeded, isReady]);
  const chosen = useWork(choose, ofService.length <= FEW_EVENTS);
  return isNeeded ? chosen : { value: ofService, isBusy: false };
}
