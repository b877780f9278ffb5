// What is answered to metrics, logs and profiles, which OpenTelemetry's agents send beside traces unless they are told not to.
// A partial success that refuses all of it: no client sends that again, and each is told how much was not kept. After 404 or
// UNIMPLEMENTED the agents of Java and Python write a line for each export; after this, none.
import type { OtherSignal, OtlpEncoding, OtlpEncodings } from './otlp-encodings.ts';
import type { ReceiverContext } from './receiver.ts';

/** How a client is kept from sending; profiles have no such setting. */
const hints: Readonly<Record<OtherSignal, string>> = {
  metrics: ': OTEL_METRICS_EXPORTER=none',
  logs: ': OTEL_LOGS_EXPORTER=none',
  profiles: '',
};

/** Counts what comes beside traces at one receiver, and says so: to clients each time, in the log once. */
export class UnkeptSignals {
  readonly #encodings: OtlpEncodings;
  readonly #context: ReceiverContext;
  readonly #logged: Set<OtherSignal> = new Set();

  constructor(encodings: OtlpEncodings, context: ReceiverContext) {
    this.#encodings = encodings;
    this.#context = context;
  }

  /**
   * The answer to an export request.
   * @throws what the encodings throw when the body can't be read
   */
  answer(signal: OtherSignal, encoding: OtlpEncoding, body: Uint8Array): Uint8Array {
    const { name, observer, logger } = this.#context;
    const items = this.#encodings.countItems(signal, encoding, body);
    const message = `Clew keeps traces, not ${signal}; turn their export to this address off${hints[signal]}`;
    observer.onUnkept(signal, items);
    if (!this.#logged.has(signal)) {
      this.#logged.add(signal);
      logger.info({ receiver: name, signal }, `${signal} come in and are not kept: ${message}`);
    }
    return this.#encodings.encodeExportResponse(encoding, items, items > 0 ? message : '', signal);
  }
}
