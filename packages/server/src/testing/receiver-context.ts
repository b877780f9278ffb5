// What receivers are given in tests: a pipeline over a writer, and a record of what they tell.
import { pino } from 'pino';
import { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import type { ReceiverContext } from '../receivers/receiver.ts';
import type { RefusalReason } from '../receivers/refusal.ts';
import { HoldingWriter } from './writer-double.ts';

/** A writer that ends every write at once: well, or with the error that was set. */
export class QuickWriter extends HoldingWriter {
  error: Error | undefined;

  override async write(...call: Parameters<HoldingWriter['write']>): Promise<void> {
    const written = super.write(...call);
    const write = this.writes.at(-1);
    if (this.error === undefined) write?.succeed();
    else write?.fail(this.error);
    await written;
  }
}

/** What a receiver told. */
export interface Told {
  readonly bodies: number[];
  readonly accepted: number[];
  readonly resent: number;
  readonly refused: RefusalReason[];
  /** Of metrics, logs and profiles; absent until some came. */
  unkept?: (readonly [signal: string, items: number])[];
}

/** A receiver's context over a writer. */
export function receiverContext(
  store: HoldingWriter,
  changes: Partial<ReceiverContext> = {},
): { readonly context: ReceiverContext; readonly told: Told } {
  const told: Told & { accepted: number[]; resent: number } = {
    bodies: [] as number[],
    accepted: [] as number[],
    resent: 0,
    refused: [] as RefusalReason[],
  };
  const context: ReceiverContext = {
    name: 'test',
    pipeline: new Pipeline(store, { onWrite: () => {}, onFault: () => {} }),
    budget: new InFlightBudget(1_000_000),
    observer: {
      onBody: (bytes) => told.bodies.push(bytes),
      onTaken: ({ accepted, resent }) => {
        told.accepted.push(accepted);
        if (resent) told.resent += 1;
      },
      onRefused: (reason) => told.refused.push(reason),
      onUnkept: (signal, items) => {
        told.unkept ??= [];
        told.unkept.push([signal, items]);
      },
    },
    logger: pino({ level: 'silent' }),
    maxRequestBytes: 100_000,
    bodyMillis: 10_000,
    ...changes,
  };
  return { context, told };
}

/** An address on any free port. */
export const anyPort = { host: '127.0.0.1', port: 0, flag: '--test' };

/** Lets requests under way end. */
export const patient: AbortSignal = new AbortController().signal;
