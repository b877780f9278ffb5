// A server for agents that passes on what they send: segments to Clew and to SkyWalking, all else to Clew.
import {
  Client,
  credentials,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';

type RawMethod = MethodDefinition<Buffer, Buffer>;

const PACKAGE = '/skywalking.v3.';
const COLLECT = `${PACKAGE}TraceSegmentReportService/collect`;
const UNARY = [
  'ManagementService/reportInstanceProperties',
  'ManagementService/keepAlive',
  'ConfigurationDiscoveryService/fetchConfigurations',
  'ProfileTask/getProfileTaskCommands',
];
const STREAMS = [
  'MeterReportService/collect',
  'LogReportService/collect',
  'ProfileTask/collectSnapshot',
];

const asIs = (buffer: Buffer): Buffer => buffer;

/** The server, while it is open. */
export class SegmentTee {
  readonly #server: Server = new Server();
  readonly #targets: readonly Client[];
  /** The traces that agents sent segments of. */
  readonly traceIds: Set<string> = new Set();
  /** The services that were called, without their package. */
  readonly called: Set<string> = new Set();
  /** What was answered with an error, and which. */
  readonly failures: string[] = [];

  /** @param targets where segments go, as `host:port`; all else goes to the first */
  constructor(targets: readonly string[]) {
    this.#targets = targets.map((target) => new Client(target, credentials.createInsecure()));
    for (const method of UNARY) {
      const path = PACKAGE + method;
      this.#server.addService({ call: raw(path, false) }, { call: this.#passOn(path) });
    }
    for (const path of [COLLECT, ...STREAMS.map((method) => PACKAGE + method)]) {
      this.#server.addService({ call: raw(path, true) }, { call: this.#passStreamOn(path) });
    }
  }

  /** Opens it on a free port. */
  async open(): Promise<string> {
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return `127.0.0.1:${port}`;
  }

  close(): void {
    for (const target of this.#targets) target.close();
    this.#server.forceShutdown();
  }

  #passOn(path: string) {
    return (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): void => {
      this.#note(path);
      this.#targets[0]?.makeUnaryRequest(path, asIs, asIs, call.request, (error, response) => {
        if (error !== null) this.failures.push(`${path}: ${error.message}`);
        answer(error, response ?? null);
      });
    };
  }

  #passStreamOn(path: string) {
    return (call: ServerReadableStream<Buffer, Buffer>, answer: sendUnaryData<Buffer>): void => {
      this.#note(path);
      const targets = path === COLLECT ? this.#targets : this.#targets.slice(0, 1);
      let open = targets.length;
      const streams = targets.map((target) =>
        target.makeClientStreamRequest(path, asIs, asIs, (error) => {
          if (error !== null) this.failures.push(`${path}: ${error.message}`);
          if (--open === 0) answer(null, Buffer.alloc(0));
        }),
      );
      call.on('data', (message: Buffer) => {
        // Agents write the trace id first: a tag and a length before it.
        if (path === COLLECT) this.traceIds.add(String(message.subarray(2, 2 + (message[1] ?? 0))));
        for (const stream of streams) stream.write(message);
      });
      call.on('end', () => {
        for (const stream of streams) stream.end();
      });
    };
  }

  #note(path: string): void {
    this.called.add(path.slice(PACKAGE.length).replace(/\/.*/, ''));
  }
}

function raw(path: string, requestStream: boolean): RawMethod {
  return {
    ...{ path, requestStream, responseStream: false },
    ...{ requestSerialize: asIs, requestDeserialize: asIs },
    ...{ responseSerialize: asIs, responseDeserialize: asIs },
  };
}
