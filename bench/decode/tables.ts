// The figures as tables of docs/benchmarks.md.
import type { DecoderTimes } from '@clew/protocols/bench/timing.ts';
import type { ReceiverTimes } from './receivers.ts';
import type { UdpLoad } from './udp-load.ts';

type Row = readonly string[];

/** Decoders beside what else reads the same bytes. */
export function decoderTable(all: readonly DecoderTimes[]): string {
  const rows = all.map(
    ({ decoder, bytesPerSpan, decode, finish, megabytesPerSecond, peers }): Row => [
      decoder,
      String(bytesPerSpan),
      micros(decode.median, decode.best),
      finish.median.toFixed(2),
      String(megabytesPerSecond),
      peers.map(({ name, median, best }) => `${name} ${micros(median, best)}`).join(', '),
    ],
  );
  return table(
    ['decoder', 'bytes a span', 'µs a span, median (best)', 'of it `finish()`', 'MB/s', 'others'],
    rows,
  );
}

/** Receivers from the socket to the store. */
export function receiverTable(all: readonly ReceiverTimes[]): string {
  const names = [...new Set(all.map(({ receiver }) => receiver))];
  const rows = names.map((name): Row => {
    const own = all.filter(({ receiver }) => receiver === name);
    const few = own.find(({ spansPerMessage }) => spansPerMessage === 5);
    const many = own.find(({ spansPerMessage }) => spansPerMessage !== 5);
    const size = many?.spansPerMessage === 512 ? '' : ` (${many?.spansPerMessage})`;
    return [name, `${few?.cpuMicrosPerSpan} µs`, `${many?.cpuMicrosPerSpan} µs${size}`];
  });
  return table(['receiver', '5 spans a message', '512 spans a message'], rows);
}

/** Spans over UDP. */
export function udpTable(all: readonly UdpLoad[]): string {
  const rows = all.map((one): Row => {
    const { spansPerDatagram, seconds, spansPerSecond, sentSpans, storedSpans } = one;
    return [
      ...[String(spansPerDatagram), `${seconds} s`, String(spansPerSecond)],
      `${sentSpans} = ${storedSpans}`,
      ...[`${one.cpuMicrosPerSpan} µs`, `${one.peakMemoryMegabytes} MB`],
    ];
  });
  return table(
    [
      'spans a datagram',
      'sent for',
      'spans a second',
      'sent = stored',
      'CPU a span',
      'peak memory',
    ],
    rows,
  );
}

function micros(median: number, best: number): string {
  return `${median.toFixed(2)} (${best.toFixed(2)})`;
}

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
