import zipkin from 'zipkin';

/** A tracer of zipkin-js whose spans are sent when one asks for it. */
export class ZipkinTracer {
  readonly tracer: zipkin.Tracer;
  readonly #url: URL;
  #spans: string[] = [];

  /**
   * @param service whose spans they are
   * @param version of Zipkin's JSON
   * @param address of a Zipkin server
   * @param traceId128Bit whether new traces get ids of 128 bits
   */
  constructor(service: string, version: 'v1' | 'v2', address: string, traceId128Bit: boolean) {
    const encoder = zipkin.jsonEncoder[version === 'v1' ? 'JSON_V1' : 'JSON_V2'];
    const logSpan = (span: zipkin.model.Span): void => {
      this.#spans.push(encoder.encode(span));
    };
    this.#url = new URL(`/api/${version}/spans`, address);
    this.tracer = new zipkin.Tracer({
      ctxImpl: new zipkin.ExplicitContext(),
      recorder: new zipkin.BatchRecorder({ logger: { logSpan } }),
      localServiceName: service,
      traceId128Bit,
    });
  }

  /** Sends what has ended, as zipkin-js's own transport does, whose package is not needed for that. */
  async report(): Promise<void> {
    const spans = this.#spans;
    this.#spans = [];
    const { status } = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `[${spans.join(',')}]`,
    });
    if (status !== 202) throw new Error(`${spans.length} spans are answered with ${status}`);
  }
}
