// Times every decoder beside the libraries that read the same bytes, every receiver from the socket to the store, and spans over UDP at a rate:
//   npm run bench:decode -- [--quick] [--only NAME] [--parts decoders,receivers,udp] [--rounds 40] [--udp-seconds 60] [--json FILE]
// It prints the tables of docs/benchmarks.md, and fails when spans sent over UDP did not arrive.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { timedDecoders } from '@clew/protocols/bench/timed-decoders.ts';
import { type DecoderTimes, timeDecoder } from '@clew/protocols/bench/timing.ts';
import { type ReceiverTimes, timeReceivers } from './receivers.ts';
import { decoderTable, receiverTable, udpTable } from './tables.ts';
import { loadUdp, type UdpLoad } from './udp-load.ts';

const UDP_SPANS_PER_SECOND = 50_000;
const SPANS_PER_MESSAGE = 512;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    parts: { type: 'string', default: 'decoders,receivers,udp' },
    rounds: { type: 'string' },
    'udp-seconds': { type: 'string' },
    json: { type: 'string' },
  },
});
const { quick, only } = values;
const parts = values.parts.split(',');
const rounds = Number(values.rounds ?? (quick ? 3 : 40));
const udpSeconds = Number(values['udp-seconds'] ?? (quick ? 3 : 60));

const decoders: DecoderTimes[] = [];
if (parts.includes('decoders')) {
  for (const timed of timedDecoders(quick ? 4 : 60, SPANS_PER_MESSAGE, only)) {
    decoders.push(timeDecoder(timed, rounds));
  }
  console.log(`${decoderTable(decoders)}\n`);
}
const receivers: ReceiverTimes[] = [];
if (parts.includes('receivers')) {
  for await (const times of timeReceivers(quick ? 2000 : 150_000, only)) receivers.push(times);
  console.log(`${receiverTable(receivers)}\n`);
}
const udp: UdpLoad[] = [];
if (parts.includes('udp')) {
  for (const size of quick ? [10] : [5, 50]) {
    udp.push(await loadUdp(size, UDP_SPANS_PER_SECOND, udpSeconds));
  }
  console.log(udpTable(udp));
}
if (values.json !== undefined) {
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], {
    encoding: 'utf8',
  }).trim();
  const machine = `${cpus().length} x ${cpus()[0]?.model}`;
  const report = { commit, node: process.version, machine, decoders, receivers, udp };
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
if (udp.some(({ sentSpans, storedSpans }) => sentSpans !== storedSpans)) process.exitCode = 1;
