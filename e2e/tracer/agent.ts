// An agent: decodes what arrives on its port, and says how many spans that were so far.
import { createSocket } from 'node:dgram';
import { SpanBatchBuilder, SpanBatchReader } from '@clew/model';
import { decodeEmitBatchCompact } from '@clew/protocols/jaeger';
import { say, task } from './program.ts';

export interface AgentTask {
  /** 0 for any that is free. */
  readonly port: number;
  /** Counts packets instead of spans, which takes almost no time. */
  readonly onlyPackets?: boolean;
}

export interface AgentReady {
  readonly kind: 'ready';
  readonly port: number;
}

export interface AgentCount {
  readonly kind: 'count';
  readonly spans: number;
  readonly packets: number;
}

const { port, onlyPackets = false } = task<AgentTask>();
const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
let spans = 0;
let packets = 0;

socket.on('message', (packet) => {
  packets += 1;
  if (onlyPackets) return;
  const builder = new SpanBatchBuilder();
  decodeEmitBatchCompact(packet, builder);
  spans += [...new SpanBatchReader(builder.finish()).spans()].length;
});
socket.bind(port, '127.0.0.1', () => say({ kind: 'ready', port: socket.address().port }));
process.on('message', () => say({ kind: 'count', spans, packets }));
