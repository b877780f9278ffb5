// Leaves the events that a reader wants. What only attributes tell takes all of the trace's spans and is work that can be
// left off, so that the page stays alive.
import { BatchTextSearch } from '@clew/model';
import type { Work } from '../data/turns.ts';
import type { EventChoice } from './event-choice.ts';
import type { TraceEvents } from './trace-events.ts';

const STEP = 256;

/** Whether all of the trace's spans have to be here to choose. */
export function needsAllSpans({ text, onlyErrors }: EventChoice): boolean {
  return text.trim() !== '' || onlyErrors;
}

/** The events of a service's spans, in the order of time; of all services for the empty text. */
export function eventsOfService(events: TraceEvents, service: string): Int32Array {
  if (service === '') return events.inTime;
  const index = events.trace.services.indexOf(service);
  return events.inTime.filter((event) => events.trace.service[events.rowOf(event)] === index);
}

/** Those of some events whose text or severity is wanted. All of the trace's spans have to be here. */
export function* chooseEvents(
  events: TraceEvents,
  among: Int32Array,
  choice: EventChoice,
): Work<Int32Array> {
  const text = choice.text.trim();
  const searches: (BatchTextSearch | undefined)[] = [];
  const hasText = (event: number): boolean => {
    const place = events.placeOf(event);
    if (place === undefined) return false;
    searches[place.page] ??= new BatchTextSearch(place.reader, text);
    return searches[place.page]?.matchesEvent(place.index) === true;
  };
  const chosen = new Int32Array(among.length);
  let count = 0;
  // A plain loop, since there may be a million.
  for (let at = 0; at < among.length; at++) {
    const event = among[at] as number;
    const isWanted =
      (!choice.onlyErrors || events.severityOf(event) === 'error') &&
      (text === '' || hasText(event));
    if (isWanted) chosen[count++] = event;
    if (at % STEP === 0) yield;
  }
  return chosen.slice(0, count);
}
