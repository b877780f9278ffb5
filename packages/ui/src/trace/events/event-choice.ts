// Which events are shown, as it stands in the address.
import { type ChoiceTerm, formatChoice, parseChoice } from '../data/view-choice.ts';

/** Which events are shown. */
export interface EventChoice {
  /** What their names or attributes have; empty for anything. */
  readonly text: string;
  /** Empty for all. */
  readonly service: string;
  readonly onlyErrors: boolean;
}

export const ALL_EVENTS: EventChoice = { text: '', service: '', onlyErrors: false };

export function parseEventChoice(by: string): EventChoice {
  const { terms } = parseChoice(by);
  const termOf = (name: string) => terms.find((term) => term.name === name);
  return {
    text: termOf('text')?.value ?? '',
    service: termOf('service')?.value ?? '',
    onlyErrors: termOf('errors') !== undefined,
  };
}

/** Empty where nothing is chosen. */
export function formatEventChoice({ text, service, onlyErrors }: EventChoice): string {
  const terms: ChoiceTerm[] = [];
  if (onlyErrors) terms.push({ name: 'errors', value: undefined });
  if (service !== '') terms.push({ name: 'service', value: service });
  if (text !== '') terms.push({ name: 'text', value: text });
  return formatChoice({ parts: [], terms });
}
