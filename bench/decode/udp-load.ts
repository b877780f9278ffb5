// Sends spans over UDP from another process, at a rate, and counts what arrives.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { waitForSpans, withServer } from './receivers.ts';

const SENDER = fileURLToPath(new URL('./udp-sender.ts', import.meta.url));

/** What was sent and what became of it. */
export interface UdpLoad {
  readonly spansPerDatagram: number;
  readonly sentSpans: number;
  readonly storedSpans: number;
  /** Where its buffer was full, by the server's own count. */
  readonly kernelDropped: number;
  /** Where too many waited for the main thread. */
  readonly backlogDropped: number;
  readonly seconds: number;
  readonly spansPerSecond: number;
  /** Of the server's process. */
  readonly cpuMicrosPerSpan: number;
  readonly peakMemoryMegabytes: number;
}

interface Sent {
  readonly spans: number;
  readonly datagrams: number;
  readonly seconds: number;
}

/** Sends for so long; it is not an error when something is lost. */
export function loadUdp(size: number, rate: number, seconds: number): Promise<UdpLoad> {
  return withServer('jaeger-udp-compact', async (server, port) => {
    const before = server.cpuSeconds();
    const given = [SENDER, ...[port, size, rate, seconds].map(String)];
    const { stdout } = await promisify(execFile)(process.execPath, given);
    const sent = JSON.parse(stdout) as Sent;
    await waitForSpans(server, sent.spans).catch(() => undefined);
    const storedSpans = await server.metric('clew_pipeline_written_spans_total');
    return {
      spansPerDatagram: size,
      sentSpans: sent.spans,
      storedSpans,
      kernelDropped: await server.metric('clew_udp_packets_dropped_total', 'where="kernel"'),
      backlogDropped: await server.metric('clew_udp_packets_dropped_total', 'where="backlog"'),
      seconds: Number(sent.seconds.toFixed(1)),
      spansPerSecond: Math.round(sent.spans / sent.seconds),
      cpuMicrosPerSpan: Number((((server.cpuSeconds() - before) * 1e6) / sent.spans).toFixed(2)),
      peakMemoryMegabytes: Math.round(server.peakMemoryBytes() / 1e6),
    };
  });
}
