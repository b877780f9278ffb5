import { OtlpEncoder } from '../encoding/otlp-encoder.ts';
import { HttpSender, type HttpSenderOptions } from './http-sender.ts';

/** Posts OTLP in Protocol Buffers to port 4318, `/v1/traces`. */
export class OtlpHttpSender extends HttpSender {
  constructor(options: HttpSenderOptions) {
    super(new OtlpEncoder(), 'application/x-protobuf', options);
  }

  /**
   * Of an ExportTraceServiceResponse: `partial_success` (field 1), in it `rejected_spans` (field 1). Such spans are not
   * to be sent again.
   */
  protected override rejectedSpans(answer: Buffer): number {
    const PARTIAL_SUCCESS = 0x0a;
    const REJECTED_SPANS = 0x08;
    if (answer[0] !== PARTIAL_SUCCESS || answer[2] !== REJECTED_SPANS) return 0;
    let rejected = 0;
    for (let i = 3, scale = 1; i < answer.length; i++, scale *= 128) {
      const byte = answer[i] as number;
      rejected += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return rejected;
  }
}
