// Opens the receivers that the configuration asks for.
import { decodeBatchBinary, decodeEmitBatch, decodePostSpans } from '@clew/protocols/jaeger';
import {
  decodeSegment,
  decodeSegmentCollection,
  decodeSegmentsJson,
} from '@clew/protocols/skywalking';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from '../admin/metrics.ts';
import type { Address, Config } from '../config/index.ts';
import { type BoundAddress, hostAndPort, type ListenAddress } from '../listen-error.ts';
import type { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { ReceiverAddress } from '../query/system-answer.ts';
import {
  type JaegerGrpcOptions,
  openJaegerGrpcReceiver,
} from '../receivers/jaeger-grpc-receiver.ts';
import {
  type JaegerHttpOptions,
  openJaegerHttpReceiver,
} from '../receivers/jaeger-http-receiver.ts';
import { openJaegerUdpReceiver, type UdpPort } from '../receivers/jaeger-udp-receiver.ts';
import { openOtlpGrpcReceiver } from '../receivers/otlp-grpc-receiver.ts';
import { openOtlpHttpReceiver } from '../receivers/otlp-http-receiver.ts';
import type { Receiver, ReceiverContext } from '../receivers/receiver.ts';
import { openSkyWalkingGrpcReceiver } from '../receivers/skywalking-grpc-receiver.ts';
import { openSkyWalkingHttpReceiver } from '../receivers/skywalking-http-receiver.ts';
import { registerZipkinReceiver } from '../receivers/zipkin-http-receiver.ts';
import { collectorSamplingRoutes, type SamplingSource } from '../sampling/sampling-routes.ts';
import { samplingService } from '../sampling/sampling-service.ts';
import { openZipkinServer } from '../zipkin-server.ts';
import { otlpEncodings } from './otlp-encodings.ts';
import type { OpenAddress } from './running.ts';
import { zipkinDecoders } from './zipkin-decoders.ts';

/** How long a body may take to come in. */
const BODY_MILLIS = 30_000;
/** What Jaeger's decoders count a datagram by that can't be read to its end. */
const MALFORMED_PACKET = 'jaeger: malformed packet';

/** What each receiver understands. */
const KINDS = {
  'otlp-http': { protocol: 'otlp', transport: 'http', encodings: ['protobuf', 'json'] },
  'otlp-grpc': { protocol: 'otlp', transport: 'grpc', encodings: ['protobuf'] },
  'jaeger-udp-compact': {
    protocol: 'jaeger',
    transport: 'udp',
    encodings: ['thrift-compact', 'thrift-binary'],
  },
  'jaeger-udp-binary': {
    protocol: 'jaeger',
    transport: 'udp',
    encodings: ['thrift-binary', 'thrift-compact'],
  },
  'jaeger-http': { protocol: 'jaeger', transport: 'http', encodings: ['thrift-binary'] },
  'jaeger-grpc': { protocol: 'jaeger', transport: 'grpc', encodings: ['protobuf'] },
  zipkin: {
    protocol: 'zipkin',
    transport: 'http',
    encodings: ['json', 'protobuf', 'thrift-binary'],
  },
  'skywalking-grpc': { protocol: 'skywalking', transport: 'grpc', encodings: ['protobuf'] },
  'skywalking-http': { protocol: 'skywalking', transport: 'http', encodings: ['json'] },
} as const satisfies Readonly<Record<string, Omit<ReceiverAddress, 'name' | 'address'>>>;

/** What receivers work with. */
export interface ReceiversContext {
  readonly config: Config;
  readonly pipeline: Pipeline;
  readonly budget: InFlightBudget;
  readonly metrics: Metrics;
  /** What Jaeger's ports answer to questions for sampling. */
  readonly sampling: SamplingSource;
  readonly logger: Logger;
  /** What Zipkin's port answers beside taking spans in. */
  readonly zipkinRoutes: readonly ((app: FastifyInstance) => void)[];
  readonly onFatal: (error: Error) => void;
}

/** Something that is open, and where. */
export interface OpenReceiver {
  readonly addresses: readonly OpenAddress[];
  /** The same for the system report. */
  readonly receivers: readonly ReceiverAddress[];
  readonly close: (patience: AbortSignal) => Promise<void>;
}

/** An address of the configuration with the host that it leaves out. */
export function listenAddress(
  { host, port }: Address,
  config: Config,
  name: string,
): ListenAddress {
  return { host: host ?? config.host, port, flag: `--${name}` };
}

/** How to open each receiver that is not off, in the order of their list. */
export function receiversOf(context: ReceiversContext): readonly (() => Promise<OpenReceiver>)[] {
  const { config, sampling } = context;
  const { otlpHttp, otlpGrpc, jaegerHttp, jaegerGrpc, zipkin } = config;
  const openers: (() => Promise<OpenReceiver>)[] = [];
  if (otlpHttp !== undefined) {
    openers.push(async () => {
      const address = listenAddress(otlpHttp, config, 'otlp-http');
      const options = { address, encodings: otlpEncodings, corsOrigins: config.corsOrigins };
      const receiver = await openOtlpHttpReceiver(options, receiverContext('otlp-http', context));
      const where = `http://${hostAndPort(receiver)}/v1/traces`;
      return opened('otlp-http', 'OTLP over HTTP', where, receiver);
    });
  }
  if (otlpGrpc !== undefined) {
    openers.push(async () => {
      const address = listenAddress(otlpGrpc, config, 'otlp-grpc');
      const options = { address, encodings: otlpEncodings };
      const receiver = await openOtlpGrpcReceiver(options, receiverContext('otlp-grpc', context));
      return opened('otlp-grpc', 'OTLP over gRPC', `http://${hostAndPort(receiver)}`, receiver);
    });
  }
  openers.push(...udpReceivers(context));
  if (jaegerHttp !== undefined) {
    openers.push(async () => {
      const address = listenAddress(jaegerHttp, config, 'jaeger-http');
      const options: JaegerHttpOptions = {
        address,
        decode: decodeBatchBinary,
        addRoutes: (app) => collectorSamplingRoutes(app, sampling),
      };
      const receiver = await openJaegerHttpReceiver(
        options,
        receiverContext('jaeger-http', context),
      );
      const where = `http://${hostAndPort(receiver)}/api/traces`;
      return opened('jaeger-http', 'Jaeger over HTTP', where, receiver);
    });
  }
  if (jaegerGrpc !== undefined) {
    openers.push(async () => {
      const options: JaegerGrpcOptions = {
        address: listenAddress(jaegerGrpc, config, 'jaeger-grpc'),
        decode: decodePostSpans,
        encodeStatus: (code, message) => otlpEncodings.encodeStatus('protobuf', code, message),
        sampling: samplingService(sampling),
      };
      const receiver = await openJaegerGrpcReceiver(
        options,
        receiverContext('jaeger-grpc', context),
      );
      return opened('jaeger-grpc', 'Jaeger over gRPC', hostAndPort(receiver), receiver);
    });
  }
  if (zipkin !== undefined) {
    openers.push(async () => {
      const intake = receiverContext('zipkin', context);
      const server = await openZipkinServer({
        address: listenAddress(zipkin, config, 'zipkin'),
        logger: context.logger,
        corsOrigins: config.corsOrigins,
        routes: [
          (app) => registerZipkinReceiver(app, zipkinDecoders, intake),
          ...context.zipkinRoutes,
        ],
      });
      return opened('zipkin', 'Zipkin', `http://${hostAndPort(server)}`, server);
    });
  }
  openers.push(...skyWalkingReceivers(context));
  return openers;
}

function skyWalkingReceivers(context: ReceiversContext): readonly (() => Promise<OpenReceiver>)[] {
  const { config } = context;
  const { skywalkingGrpc, skywalkingHttp } = config;
  const openers: (() => Promise<OpenReceiver>)[] = [];
  if (skywalkingGrpc !== undefined) {
    openers.push(async () => {
      const receiver = await openSkyWalkingGrpcReceiver(
        {
          address: listenAddress(skywalkingGrpc, config, 'skywalking-grpc'),
          decoders: { segment: decodeSegment, collection: decodeSegmentCollection },
          encodeStatus: (code, message) => otlpEncodings.encodeStatus('protobuf', code, message),
        },
        receiverContext('skywalking-grpc', context),
      );
      return opened('skywalking-grpc', 'SkyWalking over gRPC', hostAndPort(receiver), receiver);
    });
  }
  if (skywalkingHttp !== undefined) {
    openers.push(async () => {
      const receiver = await openSkyWalkingHttpReceiver(
        {
          address: listenAddress(skywalkingHttp, config, 'skywalking-http'),
          decode: decodeSegmentsJson,
        },
        receiverContext('skywalking-http', context),
      );
      const where = `http://${hostAndPort(receiver)}`;
      return opened('skywalking-http', 'SkyWalking over HTTP', where, receiver);
    });
  }
  return openers;
}

function receiverContext(
  name: string,
  { config, pipeline, budget, metrics, logger }: ReceiversContext,
): ReceiverContext {
  return {
    name,
    pipeline,
    budget,
    logger,
    observer: metrics.receivers.requests(name),
    maxRequestBytes: config.maxRequestBytes,
    bodyMillis: BODY_MILLIS,
  };
}

function opened(
  name: keyof typeof KINDS,
  what: string,
  where: string,
  receiver: Receiver,
): OpenReceiver {
  return {
    addresses: [{ what, where }],
    receivers: [{ name, ...KINDS[name], address: where }],
    close: (patience) => receiver.close(patience),
  };
}

/** Both UDP ports share one thread. */
function udpReceivers(context: ReceiversContext): readonly (() => Promise<OpenReceiver>)[] {
  const { config, metrics, pipeline, logger, onFatal } = context;
  const kinds = [
    {
      name: 'jaeger-udp-compact',
      what: 'Jaeger over UDP, compact',
      address: config.jaegerUdpCompact,
    },
    {
      name: 'jaeger-udp-binary',
      what: 'Jaeger over UDP, binary',
      address: config.jaegerUdpBinary,
    },
  ] as const;
  const wanted = kinds.flatMap(({ address, ...kind }) =>
    address === undefined ? [] : [{ ...kind, address: listenAddress(address, config, kind.name) }],
  );
  if (wanted.length === 0) return [];
  const ports = wanted.map(
    ({ name, address }): UdpPort => ({
      address,
      decode: decodeEmitBatch,
      malformedReason: MALFORMED_PACKET,
      observer: metrics.receivers.datagrams(name),
    }),
  );
  return [
    async () => {
      const receiver = await openJaegerUdpReceiver(ports, { pipeline, logger, onFatal });
      for (const [index, { name }] of wanted.entries()) {
        metrics.receivers.watchKernelDrops(name, () => receiver.kernelDrops(index));
      }
      const where = (bound: BoundAddress | undefined): string =>
        bound === undefined ? '' : hostAndPort(bound);
      return {
        addresses: wanted.map(({ what }, index) => ({
          what,
          where: where(receiver.addresses[index]),
        })),
        receivers: wanted.map(({ name }, index) => ({
          name,
          ...KINDS[name],
          address: where(receiver.addresses[index]),
        })),
        close: (patience) => receiver.close(patience),
      };
    },
  ];
}
