// What all receivers are made of and are for those who run them.
import type { Logger } from 'pino';
import type { Decoded } from '../pipeline/decode.ts';
import type { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import type { IngestResult, Pipeline } from '../pipeline/pipeline.ts';
import type { RefusalReason } from './refusal.ts';

/** What a receiver tells of itself. */
export interface ReceiverObserver {
  /** A request's body has come in, as it came over the wire. */
  onBody(bytes: number): void;
  /** A request was answered well. */
  onTaken(result: IngestResult): void;
  onRefused(reason: RefusalReason): void;
  /** What came beside spans, and is not kept: so many `metrics`, `logs` or `profiles`. */
  onUnkept(signal: string, items: number): void;
}

/** What a receiver of datagrams tells of itself. */
export interface DatagramObserver {
  onPackets(packets: number, bytes: number): void;
  /** Packets that came faster than they could be taken in. */
  onDropped(packets: number): void;
  onMalformed(packets: number): void;
  onTaken(decoded: Decoded): void;
  /** Spans that could not be stored. */
  onLost(reason: RefusalReason, spans: number): void;
}

/** What a receiver of requests works with. */
export interface ReceiverContext {
  /** The receiver's name in metrics, such as `otlp-http`. */
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly budget: InFlightBudget;
  readonly observer: ReceiverObserver;
  readonly logger: Logger;
  /** The largest body, after decompression. */
  readonly maxRequestBytes: number;
  /** How long a body may take to come in. */
  readonly bodyMillis: number;
}

/** A receiver that is open. */
export interface Receiver {
  readonly host: string;
  readonly port: number;
  /** Takes no more and answers what is under way, which is cut off when the signal is aborted. */
  close(patience: AbortSignal): Promise<void>;
}
