import { SpanContext } from '../span-context.ts';
import { BaggageCollector, MAX_BAGGAGE_BYTES, MAX_BAGGAGE_ITEMS } from './baggage-collector.ts';
import { baggageList } from './baggage-list.ts';
import { base64Decode, base64Encode } from './base64.ts';
import { isCarrier, readListHeader, trimBlanks } from './carrier-reader.ts';
import type { Carrier, Propagator } from './propagator.ts';

const CORRELATION = 'sw8-correlation';

/**
 * SkyWalking's `sw8-correlation`, which is its baggage: keys and values in Base64. Its agents keep no more than three items unless they are told
 * to keep more.
 *
 * https://skywalking.apache.org/docs/main/latest/en/api/x-process-correlation-headers-v1/
 */
export class Sw8CorrelationCodec implements Propagator {
  /** Leaves out what exceeds the bounds of baggage in other headers: 64 items and 8192 bytes. */
  inject(context: SpanContext, carrier: Carrier): void {
    const header = baggageList(
      context.baggage,
      (key, value) => `${base64Encode(key)}:${base64Encode(value)}`,
    );
    if (header !== '') carrier[CORRELATION] = header;
  }

  extract(carrier: Carrier): SpanContext | null {
    if (!isCarrier(carrier)) return null;
    const list = readListHeader(carrier, CORRELATION, MAX_BAGGAGE_BYTES);
    if (list === undefined) return null;
    const collector = new BaggageCollector();
    for (const item of list.split(',', MAX_BAGGAGE_ITEMS)) addItem(item, collector);
    if (collector.size === 0) return null;
    return SpanContext.remote({ baggage: collector.finish() }) ?? null;
  }
}

function addItem(item: string, collector: BaggageCollector): void {
  const [key, value, ...more] = trimBlanks(item).split(':', 3).map(base64Decode);
  if (key === undefined || value === undefined || more.length > 0) return;
  collector.add(key, value);
}
