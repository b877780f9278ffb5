import { SpanContext } from '../span-context.ts';
import { BaggageCollector, MAX_BAGGAGE_BYTES, MAX_BAGGAGE_ITEMS } from './baggage-collector.ts';
import { baggageList } from './baggage-list.ts';
import { isCarrier, readListHeader, trimBlanks } from './carrier-reader.ts';
import { percentDecodeLossy, percentEncode } from './percent-encoding.ts';
import type { Carrier, Propagator } from './propagator.ts';

const BAGGAGE = 'baggage';
/** RFC 9110, 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * W3C's `baggage` header. It has no ids, so that it is of use next to another propagator.
 *
 * A key that is no token is percent-encoded like the values, and read back so. Properties are not kept.
 * https://www.w3.org/TR/baggage/
 */
export class W3CBaggageCodec implements Propagator {
  /** Leaves out what exceeds the header's bounds: 64 members and 8192 bytes. */
  inject(context: SpanContext, carrier: Carrier): void {
    const header = baggageList(
      context.baggage,
      (key, value) => `${encodedKey(key)}=${percentEncode(value)}`,
    );
    if (header !== '') carrier[BAGGAGE] = header;
  }

  extract(carrier: Carrier): SpanContext | null {
    if (!isCarrier(carrier)) return null;
    const list = readListHeader(carrier, BAGGAGE, MAX_BAGGAGE_BYTES);
    if (list === undefined) return null;
    const collector = new BaggageCollector();
    let start = 0;
    while (start < list.length && collector.size < MAX_BAGGAGE_ITEMS) {
      const comma = list.indexOf(',', start);
      const end = comma < 0 ? list.length : comma;
      addMember(list.slice(start, end), collector);
      start = end + 1;
    }
    if (collector.size === 0) return null;
    return SpanContext.remote({ baggage: collector.finish() }) ?? null;
  }
}

function addMember(member: string, collector: BaggageCollector): void {
  const semicolon = member.indexOf(';');
  const pair = semicolon < 0 ? member : member.slice(0, semicolon);
  const equals = pair.indexOf('=');
  if (equals < 0) return;
  const key = trimBlanks(pair.slice(0, equals));
  if (!TOKEN.test(key)) return;
  collector.add(percentDecodeLossy(key), percentDecodeLossy(trimBlanks(pair.slice(equals + 1))));
}

function encodedKey(key: string): string {
  if (TOKEN.test(key) && !key.includes('%')) return key;
  return percentEncode(key).replaceAll('(', '%28').replaceAll(')', '%29');
}
