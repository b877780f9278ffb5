// Decodes Jaeger's datagrams: Thrift messages that call `emitBatch` with one batch. Nobody is answered what was wrong with one, so that what
// can be kept of it is.
import { BatchTooLargeError, type SpanBatchBuilder } from '@clew/model';
import { isText } from '../byte-text.ts';
import type { RequestDecoder } from '../decode-request.ts';
import { DecodeError } from '../decode-result.ts';
import type { RefusedSpans } from '../refused-spans.ts';
import {
  END_OF_STRUCT,
  MessageType,
  malformed,
  type ThriftReader,
} from '../thrift/thrift-reader.ts';
import { BatchDecoder } from './batch-decoder.ts';
import { SpanFault } from './span-faults.ts';
import { EMIT_BATCH } from './thrift-names.ts';

/** Decodes messages in the encoding of its reader. */
export class MessageDecoder implements RequestDecoder {
  readonly #batches: BatchDecoder;
  readonly format: number;
  readonly reader: ThriftReader;
  readonly refused: RefusedSpans;

  constructor(reader: ThriftReader) {
    this.#batches = new BatchDecoder(reader);
    this.reader = reader;
    this.format = this.#batches.format;
    this.refused = this.#batches.refused;
  }

  /** Of a message that is malformed, or takes too much memory, the spans before that are kept. */
  readRequest(builder: SpanBatchBuilder): void {
    try {
      this.#message(builder);
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof BatchTooLargeError)) throw error;
      builder.dropSpan();
      builder.dropResource();
      this.refused.add(SpanFault.packet);
    }
  }

  #message(builder: SpanBatchBuilder): void {
    const { reader } = this;
    const type = reader.message();
    if (type !== MessageType.call && type !== MessageType.oneway) {
      throw malformed(`a message of type ${type}`, 0);
    }
    if (!isText(EMIT_BATCH, reader.bytes, reader.start, reader.end)) {
      throw malformed('a message that is not emitBatch', reader.start);
    }
    for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
      if (((id << 4) | reader.type) === 0x1c) this.#batches.readRequest(builder);
      else reader.skip();
    }
  }
}
