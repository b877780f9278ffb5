// A process that sends Jaeger's datagrams at an even rate, as many services on a machine do:
//   node bench/decode/udp-sender.ts PORT SPANS_PER_DATAGRAM SPANS_PER_SECOND SECONDS
// It prints how many spans it sent, and how long it took.
import { jaegerCompact } from '@clew/protocols/bench/jaeger-messages.ts';
import { Bodies } from './bodies.ts';
import { overUdp } from './send.ts';

const [port = 0, size = 0, rate = 0, seconds = 0] = process.argv.slice(2).map(Number);
const datagrams = Math.round((rate * seconds) / size);
const bodies = new Bodies(jaegerCompact, size, 0);
const started = performance.now();
await overUdp(rate / size)(port, bodies, datagrams);
const sent = { spans: datagrams * size, datagrams, seconds: (performance.now() - started) / 1000 };
console.log(JSON.stringify(sent));
