// What is counted of receivers. Labels are receivers, our own words for reasons and the decoders' own
// words for refused spans, so there are few of each; the last are bounded all the same.
import { Counter, type Registry } from 'prom-client';
import type { Decoded } from '../pipeline/decode.ts';
import type { DatagramObserver, ReceiverObserver } from '../receivers/receiver.ts';

const MAX_SPAN_REASONS = 64;
const OTHER = 'other';

/** How often something happened for one reason. */
interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** What was counted of a receiver since the process started. */
interface ReceiverCounts {
  /** Requests, or datagrams. */
  readonly requests: number;
  readonly bytes: number;
  readonly spans: number;
  readonly refusedRequests: readonly ReasonCount[];
  readonly refusedSpans: readonly ReasonCount[];
  readonly resentRequests: number;
  readonly droppedDatagrams: readonly ReasonCount[];
}

/** Counts what receivers tell. */
export class ReceiverMetrics {
  readonly #requests: Counter<'receiver'>;
  readonly #bytes: Counter<'receiver'>;
  readonly #spans: Counter<'receiver'>;
  readonly #refused: Counter<'receiver' | 'reason'>;
  readonly #rejected: Counter<'receiver' | 'reason'>;
  readonly #unkept: Counter<'receiver' | 'signal'>;
  readonly #resent: Counter<'receiver'>;
  readonly #lost: Counter<'receiver' | 'reason'>;
  readonly #packets: Counter<'receiver'>;
  readonly #dropped: Counter<'receiver' | 'where'>;
  readonly #malformed: Counter<'receiver'>;
  readonly #spanReasons: Set<string> = new Set();
  readonly #kernelDrops: (() => Promise<void>)[] = [];

  constructor(registry: Registry) {
    const registers = [registry];
    const labelNames = ['receiver'] as const;
    const withReason = ['receiver', 'reason'] as const;
    this.#requests = new Counter({
      name: 'clew_receiver_requests_total',
      help: 'Requests whose body came in whole',
      labelNames,
      registers,
    });
    this.#bytes = new Counter({
      name: 'clew_receiver_bytes_total',
      help: 'Bytes of request bodies and datagrams, as they came over the wire',
      labelNames,
      registers,
    });
    this.#spans = new Counter({
      name: 'clew_receiver_spans_total',
      help: 'Spans that were taken in and stored',
      labelNames,
      registers,
    });
    this.#refused = new Counter({
      name: 'clew_receiver_refused_requests_total',
      help: 'Requests that were answered with an error, by reason',
      labelNames: withReason,
      registers,
    });
    this.#rejected = new Counter({
      name: 'clew_receiver_rejected_spans_total',
      help: 'Spans left out of requests that were taken in otherwise, by what is wrong with them',
      labelNames: withReason,
      registers,
    });
    this.#unkept = new Counter({
      name: 'clew_receiver_unkept_items_total',
      help: 'Data points, log records and profiles that came beside spans; Clew keeps spans only',
      labelNames: ['receiver', 'signal'] as const,
      registers,
    });
    this.#resent = new Counter({
      name: 'clew_receiver_resent_requests_total',
      help: 'Requests that had been taken in before, answered as then and not stored again',
      labelNames,
      registers,
    });
    this.#lost = new Counter({
      name: 'clew_receiver_lost_spans_total',
      help: 'Spans of datagrams that could not be stored, by reason',
      labelNames: withReason,
      registers,
    });
    this.#packets = new Counter({
      name: 'clew_udp_packets_received_total',
      help: 'Datagrams that were taken in',
      labelNames,
      registers,
    });
    this.#dropped = new Counter({
      name: 'clew_udp_packets_dropped_total',
      help: 'Datagrams dropped by the kernel (receive buffer full) or by Clew (backlog full)',
      labelNames: ['receiver', 'where'] as const,
      registers,
      collect: async () => {
        await Promise.all(this.#kernelDrops.map((update) => update()));
      },
    });
    this.#malformed = new Counter({
      name: 'clew_udp_packets_malformed_total',
      help: 'Datagrams that could not be read to their end',
      labelNames,
      registers,
    });
  }

  /** Counts for a receiver of requests. */
  requests(receiver: string): ReceiverObserver {
    for (const counter of [this.#requests, this.#bytes, this.#spans, this.#resent]) {
      counter.inc({ receiver }, 0);
    }
    const requests = this.#requests.labels({ receiver });
    const bytes = this.#bytes.labels({ receiver });
    const spans = this.#spans.labels({ receiver });
    const resent = this.#resent.labels({ receiver });
    return {
      onBody: (length) => {
        requests.inc();
        bytes.inc(length);
      },
      onTaken: (result) => {
        if (result.resent) {
          resent.inc();
          return;
        }
        spans.inc(result.accepted);
        this.#countRejected(receiver, result);
      },
      onRefused: (reason) => this.#refused.inc({ receiver, reason }),
      onUnkept: (signal, items) => this.#unkept.inc({ receiver, signal }, items),
    };
  }

  /** Counts for a receiver of datagrams. */
  datagrams(receiver: string): DatagramObserver {
    for (const counter of [this.#packets, this.#bytes, this.#spans, this.#malformed]) {
      counter.inc({ receiver }, 0);
    }
    this.#dropped.inc({ receiver, where: 'backlog' }, 0);
    const packets = this.#packets.labels({ receiver });
    const bytes = this.#bytes.labels({ receiver });
    const spans = this.#spans.labels({ receiver });
    const malformed = this.#malformed.labels({ receiver });
    const dropped = this.#dropped.labels({ receiver, where: 'backlog' });
    return {
      onPackets: (count, length) => {
        packets.inc(count);
        bytes.inc(length);
      },
      onDropped: (count) => dropped.inc(count),
      onMalformed: (count) => malformed.inc(count),
      onTaken: (decoded) => {
        spans.inc(decoded.accepted);
        this.#countRejected(receiver, decoded);
      },
      onLost: (reason, count) => this.#lost.inc({ receiver, reason }, count),
    };
  }

  /** Asks for the kernel's drops of a receiver whenever the metrics are read. */
  watchKernelDrops(receiver: string, read: () => Promise<number | undefined>): void {
    const dropped = this.#dropped.labels({ receiver, where: 'kernel' });
    dropped.inc(0);
    let counted = 0;
    this.#kernelDrops.push(async () => {
      const drops = (await read()) ?? counted;
      if (drops > counted) dropped.inc(drops - counted);
      counted = drops;
    });
  }

  /**
   * What was counted of one receiver until now: the numbers that the metrics show.
   * @throws what asking the kernel for its drops throws
   */
  async counts(receiver: string): Promise<ReceiverCounts> {
    const sum = async (counter: Counter<'receiver'>): Promise<number> =>
      (await reasonsOf(counter, receiver)).reduce((total, { count }) => total + count, 0);
    const malformed = await sum(this.#malformed);
    return {
      requests: (await sum(this.#requests)) + (await sum(this.#packets)),
      bytes: await sum(this.#bytes),
      spans: await sum(this.#spans),
      refusedRequests: [
        ...(await reasonsOf(this.#refused, receiver)),
        ...(malformed > 0 ? [{ reason: 'malformed', count: malformed }] : []),
      ],
      refusedSpans: [
        ...(await reasonsOf(this.#rejected, receiver)),
        ...(await reasonsOf(this.#lost, receiver)),
      ],
      resentRequests: await sum(this.#resent),
      droppedDatagrams: await reasonsOf(this.#dropped, receiver),
    };
  }

  #countRejected(receiver: string, { rejected }: Decoded): void {
    for (const [text, count] of rejected) {
      const known = this.#spanReasons.has(text) || this.#spanReasons.size < MAX_SPAN_REASONS;
      if (known) this.#spanReasons.add(text);
      this.#rejected.inc({ receiver, reason: known ? text : OTHER }, count);
    }
  }
}

/** The counts of one receiver that are not zero, by the label that tells them apart. */
async function reasonsOf(
  counter: Counter<'receiver' | 'reason'> | Counter<'receiver' | 'where'> | Counter<'receiver'>,
  receiver: string,
): Promise<readonly ReasonCount[]> {
  const { values } = await counter.get();
  return values
    .filter(({ labels, value }) => labels.receiver === receiver && value > 0)
    .map(({ labels: { receiver: _, ...rest }, value }) => ({
      reason: String(Object.values(rest)[0] ?? ''),
      count: value,
    }));
}
