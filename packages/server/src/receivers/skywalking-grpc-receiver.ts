// SkyWalking's agents over gRPC, as its server takes them on port 11800. Older ones call the services without their package.
// https://skywalking.apache.org/docs/main/latest/en/api/trace-data-protocol-v3/
import type {
  ServerReadableStream,
  ServiceDefinition,
  sendUnaryData,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { type RawMethod, rawClientStream, rawUnary } from '../grpc/raw-method.ts';
import { loadDefinitions, serviceOf } from '../grpc/service-definitions.ts';
import type { ListenAddress } from '../listen-error.ts';
import type { Decode } from '../pipeline/decode.ts';
import { type EncodeStatus, openGrpcIntake, takesIn } from './grpc-intake.ts';
import { StreamIntake } from './grpc-stream-intake.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';

const PACKAGE = 'skywalking.v3.';
const TRACES = 'skywalking.v3.TraceSegmentReportService';

/** Services that are answered with nothing, so that agents neither fail nor wait; nothing of what they are sent is kept. */
const ANSWERED: readonly string[] = [
  'skywalking.v3.ManagementService',
  'skywalking.v3.ConfigurationDiscoveryService',
  'skywalking.v3.JVMMetricReportService',
  'skywalking.v3.CLRMetricReportService',
  'skywalking.v3.GolangMetricReportService',
  'skywalking.v3.MeterReportService',
  'skywalking.v3.EventService',
  'skywalking.v3.LogReportService',
  'skywalking.v3.ProfileTask',
  'skywalking.v3.BrowserPerfService',
  'skywalking.v3.SpanAttachedEventReportService',
  'skywalking.v10.AsyncProfilerTask',
  'skywalking.v10.PprofTask',
];

/** A Commands message that gives none. */
const NO_COMMANDS: Buffer = Buffer.alloc(0);

/** How the two forms of segments are decoded. */
interface SegmentDecoders {
  /** A SegmentObject. */
  readonly segment: Decode;
  /** A SegmentCollection. */
  readonly collection: Decode;
}

/** What {@link openSkyWalkingGrpcReceiver} is opened with. */
export interface SkyWalkingGrpcOptions {
  readonly address: ListenAddress;
  readonly decoders: SegmentDecoders;
  readonly encodeStatus: EncodeStatus;
}

/**
 * Opens a receiver of `TraceSegmentReportService`, which answers the other services of agents, too.
 * @throws {ListenError} when the port can't be had
 */
export async function openSkyWalkingGrpcReceiver(
  { address, decoders, encodeStatus }: SkyWalkingGrpcOptions,
  context: ReceiverContext,
): Promise<Receiver> {
  const respond = (): Buffer => NO_COMMANDS;
  const streams = new StreamIntake({ decode: decoders.segment, respond, encodeStatus }, context);
  const traces = {
    collect: streams.take,
    collectInSync: takesIn({ decode: decoders.collection, respond, encodeStatus }, context),
  };
  const definitions = loadDefinitions(
    'skywalking/v3/tracing.proto',
    'skywalking/v3/answered.proto',
    'skywalking/v10/answered.proto',
  );
  const server = await openGrpcIntake(
    {
      address,
      offered: { definitions, services: [TRACES, ...ANSWERED] },
      addServices: (grpc) => {
        for (const service of bothNames(definitions, TRACES)) grpc.addService(service, traces);
        for (const name of ANSWERED) {
          for (const service of bothNames(definitions, name)) {
            grpc.addService(service, answering(service));
          }
        }
      },
    },
    context,
  );
  return {
    host: server.host,
    port: server.port,
    close: async (patience) => {
      streams.close();
      await server.close(patience);
    },
  };
}

/** A service over raw bytes, with its package and, where older agents leave that out, without. */
function bothNames(definitions: PackageDefinition, name: string): readonly ServiceDefinition[] {
  const methods = Object.entries(serviceOf(definitions, name));
  const rawService = (pathOf: (path: string) => string): ServiceDefinition =>
    Object.fromEntries(
      methods.map(([method, { path, requestStream }]): [string, RawMethod] => [
        method,
        requestStream ? rawClientStream(pathOf(path)) : rawUnary(pathOf(path)),
      ]),
    );
  const whole = rawService((path) => path);
  if (!name.startsWith(PACKAGE)) return [whole];
  return [whole, rawService((path) => path.replace(PACKAGE, ''))];
}

function answering(service: ServiceDefinition): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(service).map(([name, { requestStream }]) => [
      name,
      requestStream ? answerAtEnd : answerAtOnce,
    ]),
  );
}

function answerAtOnce(_call: unknown, answer: sendUnaryData<Buffer>): void {
  answer(null, NO_COMMANDS);
}

function answerAtEnd(
  call: ServerReadableStream<Buffer, Buffer>,
  answer: sendUnaryData<Buffer>,
): void {
  call.on('error', () => undefined);
  call.on('end', () => answer(null, NO_COMMANDS));
  call.resume();
}
