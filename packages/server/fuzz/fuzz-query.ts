// Fuzzes the query APIs, over HTTP and over gRPC, with damaged requests of real readers:
//   npm run fuzz:query -- [--seconds 60] [--seed N] [--json]
// A fault is a status that says that the server is to blame, an answer that is none, more than 50 ms of CPU
// (the client's included, five times in a row), or memory that is not given back. It is printed with its input and seed, and ends the program with 1.
import { Agent } from 'node:http';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seededRandom } from '@clew/protocols/fuzz/seeded-random.ts';
import { startFilledServer } from './filled-server.ts';
import { damagedRequests } from './http-requests.ts';
import { damagedCalls, grpcClient, probeGrpc } from './probe-grpc.ts';
import { probeHttp, type ServerAddresses } from './probe-http.ts';

const MAX_MILLIS = 50;
const REPEATS = 4;
const WARM_UP_RUNS = 300;
const MAX_HEAP_GROWTH_BYTES = 64 << 20;
/** One request in this many is a gRPC call. */
const CALL_EVERY = 8;

interface Probe {
  readonly input: string;
  readonly send: () => Promise<string | undefined>;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const random = seededRandom(seed);
if (!values.json) console.log(`seed ${seed}`);

const { running, known } = await startFilledServer();
const where = (what: string): string | undefined =>
  running.addresses.find((address) => address.what.toLowerCase().includes(what))?.where;
const addresses: ServerAddresses = Object.fromEntries(
  Object.entries({
    query: where('web app and query api'),
    zipkin: where('zipkin'),
    sampling: where('sampling'),
    collector: where('jaeger over http') ?? where('jaeger thrift over http'),
  }).flatMap(([name, address]) => (address === undefined ? [] : [[name, new URL(address).origin]])),
);
const agent = new Agent({ keepAlive: true });
const client = grpcClient(where('query api over grpc') ?? '');
const nextRequest = damagedRequests(known);
const nextCall = damagedCalls(known);

function nextProbe(): Probe {
  if (random(CALL_EVERY) === 0) {
    const call = nextCall(random);
    const bytes = Buffer.from(call.request).toString('base64');
    return { input: `${call.path} ${bytes}`, send: () => probeGrpc(client, call) };
  }
  const request = nextRequest(random);
  const body = request.body === undefined ? '' : Buffer.from(request.body).toString('base64');
  return {
    input: `${request.server}: ${request.method} ${request.target} ${body}`,
    send: () => probeHttp(addresses, agent, request),
  };
}

/** Sends it until it was quick enough once. */
async function quickest({ send }: Probe): Promise<{ millis: number; fault: string | undefined }> {
  let millis = Number.POSITIVE_INFINITY;
  let fault: string | undefined;
  for (let left = 1 + REPEATS; left > 0 && millis > MAX_MILLIS && fault === undefined; left--) {
    const before = process.cpuUsage();
    fault = await send();
    const { user, system } = process.cpuUsage(before);
    millis = Math.min(millis, (user + system) / 1000);
  }
  return { millis, fault };
}

let runs = 0;
let faults = 0;
let slowestMillis = 0;
let heldBefore = 0;
const started = performance.now();
const report = (fault: string, input: string): void => {
  faults++;
  console.error(`fault in run ${runs} of seed ${seed}: ${fault}\n  input: ${input}`);
};
while (performance.now() - started < Number(values.seconds) * 1000 && faults < 20) {
  if (runs === WARM_UP_RUNS) heldBefore = heldBytes();
  const probe = nextProbe();
  const { millis, fault } = await quickest(probe);
  if (runs >= WARM_UP_RUNS) slowestMillis = Math.max(slowestMillis, millis);
  if (fault !== undefined) report(fault, probe.input);
  else if (millis > MAX_MILLIS && runs >= WARM_UP_RUNS)
    report(`${millis.toFixed(0)} ms`, probe.input);
  runs++;
}
const heldGrowthBytes = heldBytes() - heldBefore;
if (heldGrowthBytes > MAX_HEAP_GROWTH_BYTES) report(`${heldGrowthBytes} bytes are held`, 'all');
const result = {
  ...{ seed, runs, faults, heldGrowthBytes },
  slowestMillis: Number(slowestMillis.toFixed(1)),
  servers: Object.keys(addresses),
};
console.log(
  values.json
    ? JSON.stringify(result)
    : `${runs} requests to ${result.servers.join(', ')} and gRPC: ${faults} faults, slowest ${result.slowestMillis} ms, ` +
        `${(heldGrowthBytes / 2 ** 20).toFixed(1)} MiB more held at the end`,
);
client.close();
agent.destroy();
await running.close();
process.exit(faults > 0 ? 1 : 0);
