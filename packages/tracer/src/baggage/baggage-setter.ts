import { cutText, plainText } from '../encoding/tag-value.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Span } from '../span.ts';
import type { SpanContext } from '../span-context.ts';
import type { BaggageRestrictionManager } from './baggage-restriction-manager.ts';

/** Sets baggage items within their restrictions and logs on the span that it did, as Jaeger's clients do. */
export class BaggageSetter {
  readonly #serviceName: string;
  readonly #restrictions: BaggageRestrictionManager;
  readonly #metrics: Metrics;

  constructor(serviceName: string, restrictions: BaggageRestrictionManager, metrics: Metrics) {
    this.#serviceName = serviceName;
    this.#restrictions = restrictions;
    this.#metrics = metrics;
  }

  /** The context of a span with one more baggage item, or as it is if the key is not allowed. */
  setBaggage(span: Span, key: string, value: string): SpanContext {
    const text = plainText(value);
    const { keyAllowed, maxValueLength } = this.#restrictions.getRestriction(
      this.#serviceName,
      key,
    );
    if (!keyAllowed) {
      this.#metrics.baggageUpdateFailure.increment(1);
      span.log({ event: 'baggage', key, value: text, invalid: true });
      return span.context();
    }
    const kept = cutText(text, maxValueLength);
    const isTruncated = kept.length < text.length;
    if (isTruncated) this.#metrics.baggageTruncate.increment(1);
    span.log({
      event: 'baggage',
      key,
      value: kept,
      ...(key in span.baggage && { override: true }),
      ...(isTruncated && { truncated: true }),
    });
    this.#metrics.baggageUpdateSuccess.increment(1);
    return span.context().withBaggageItem(key, kept);
  }
}
