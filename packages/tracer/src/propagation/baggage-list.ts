import type { Baggage } from '../baggage/baggage.ts';
import { MAX_BAGGAGE_BYTES, MAX_BAGGAGE_ITEMS } from './baggage-collector.ts';

/**
 * Baggage as the value of one header: members with commas between them. What exceeds 64 members or 8192 bytes is left out.
 *
 * @param member writes an item, in ASCII
 */
export function baggageList(
  baggage: Baggage,
  member: (key: string, value: string) => string,
): string {
  let list = '';
  let members = 0;
  for (const key in baggage) {
    if (members === MAX_BAGGAGE_ITEMS) break;
    if (key === '') continue;
    const next = `${members === 0 ? '' : ','}${member(key, baggage[key] as string)}`;
    if (list.length + next.length > MAX_BAGGAGE_BYTES) continue;
    list += next;
    members += 1;
  }
  return list;
}
