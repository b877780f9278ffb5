// Jaeger's Thrift in its three wrappings: datagrams in the compact and the binary encoding, and the
// bare struct that is sent over HTTP.
import type { SpanBatchBuilder } from '@clew/model';
import { decodeRequest } from '../decode-request.ts';
import type { DecodeResult } from '../decode-result.ts';
import { ThriftBinaryReader } from '../thrift/thrift-binary-reader.ts';
import { BatchDecoder } from './batch-decoder.ts';
import { MessageDecoder } from './message-decoder.ts';
import { ThriftCompactReader } from './thrift-compact-reader.ts';

const compact: MessageDecoder = new MessageDecoder(new ThriftCompactReader());
const binary: MessageDecoder = new MessageDecoder(new ThriftBinaryReader());
const batches: BatchDecoder = new BatchDecoder(new ThriftBinaryReader());

/**
 * Decodes a datagram in Thrift's compact encoding, as most of Jaeger's clients send it to port 6831:
 * the message `emitBatch`, called or one-way, with one batch.
 *
 * Never throws for what a client sent: of a malformed datagram the spans before the fault are kept,
 * and `jaeger: malformed packet` is counted once.
 * @param body one datagram; what follows the first message is ignored
 * @param builder takes the spans
 */
export function decodeEmitBatchCompact(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(compact, body, builder);
}

/**
 * Decodes a datagram in Thrift's binary encoding, strict or old, as Jaeger's clients for Node.js send
 * it to port 6832; otherwise as {@link decodeEmitBatchCompact}.
 */
export function decodeEmitBatchBinary(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(binary, body, builder);
}

/** What every message in the compact encoding begins with; one in the binary encoding can't. */
const COMPACT_PROTOCOL_ID = 0x82;

/**
 * Decodes a datagram in whichever of the two encodings it is: clients are pointed at the other's port often enough, and
 * a datagram is never answered that it was wrong.
 */
export function decodeEmitBatch(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(body[0] === COMPACT_PROTOCOL_ID ? compact : binary, body, builder);
}

/**
 * Decodes the body of a POST to `/api/traces` on port 14268: a bare batch in Thrift's binary encoding.
 * @param body the whole body
 * @param builder takes the spans
 * @throws {DecodeError} when the body is malformed; then nothing of it is in the builder
 */
export function decodeBatchBinary(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(batches, body, builder);
}
