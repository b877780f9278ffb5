import { Client, credentials } from '@grpc/grpc-js';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { openGrpcServer } from '../grpc/grpc-server.ts';
import { loadDefinitions, serviceOf } from '../grpc/service-definitions.ts';
import { closeHttpServer, createHttpServer, listen } from '../http-server.ts';
import { anyPort, patient } from '../testing/receiver-context.ts';
import { parseStrategies } from './parse-strategies.ts';
import { collectorSamplingRoutes, type SamplingSource } from './sampling-routes.ts';
import { openSamplingServer } from './sampling-server.ts';
import { samplingService } from './sampling-service.ts';

const logger = pino({ level: 'silent' });
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const { strategies } = parseStrategies(
  JSON.stringify({
    default_strategy: { type: 'probabilistic', param: 0 },
    service_strategies: [
      { service: 'mail & more', type: 'ratelimiting', param: 5 },
      {
        service: 'shop',
        type: 'probabilistic',
        param: 0.5,
        operation_strategies: [{ operation: 'buy', type: 'probabilistic', param: 1 }],
      },
    ],
  }),
);

let answered: string[];
function source(): SamplingSource {
  answered = [];
  return { strategies: () => strategies, onAnswer: (transport) => answered.push(transport) };
}

async function agent(): Promise<string> {
  const server = await openSamplingServer({ address: anyPort, logger, source: source() });
  closers.push(() => server.close(patient));
  return `http://127.0.0.1:${server.port}`;
}

async function collector(): Promise<string> {
  const app = createHttpServer(logger);
  collectorSamplingRoutes(app, source());
  const { port } = await listen(app, anyPort);
  closers.push(() => closeHttpServer(app, patient));
  return `http://127.0.0.1:${port}/api`;
}

const PER_OPERATION =
  '"operationSampling":{"defaultSamplingProbability":0.5,"defaultLowerBoundTracesPerSecond":0,' +
  '"perOperationStrategies":[{"operation":"buy","probabilisticSampling":{"samplingRate":1}}],' +
  '"defaultUpperBoundTracesPerSecond":0}';

describe.each([
  ['the agent’s port', agent, 'http'],
  ['the collector’s port', collector, 'collector-http'],
] as const)('on %s', (_where, open, transport) => {
  test.each([
    ['unknown', '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0}}'],
    [
      'mail%20%26%20more',
      '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":5}}',
    ],
    [
      'shop',
      `{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0.5},${PER_OPERATION}}`,
    ],
    ['', '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0}}'],
  ])('the service %j is told its strategy as Jaeger writes it', async (service, text) => {
    const response = await fetch(`${await open()}/sampling?service=${service}`);
    expect([response.status, await response.text()]).toEqual([200, text]);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answered).toEqual([transport]);
  });

  test.each(['sampling', 'baggageRestrictions'])(
    'a question for %s names exactly one service',
    async (path) => {
      const url = await open();
      for (const query of ['', '?service=a&service=b', '?Service=a']) {
        const response = await fetch(`${url}/${path}${query}`);
        expect([response.status, await response.text()]).toEqual([
          400,
          'give exactly one parameter: service\n',
        ]);
      }
      expect(answered).toEqual([]);
    },
  );

  test('there are no baggage restrictions, which clients take for an error and keep all baggage', async () => {
    const response = await fetch(`${await open()}/baggageRestrictions?service=shop`);
    expect([response.status, await response.text()]).toEqual([
      501,
      'there are no baggage restrictions\n',
    ]);
  });
});

test('clients of the first versions ask the agent at / and are told types as numbers', async () => {
  const url = await agent();
  const ask = async (query: string): Promise<string> =>
    await (await fetch(`${url}/${query}`)).text();
  expect(await ask('?service=shop')).toBe(
    `{"strategyType":0,"probabilisticSampling":{"samplingRate":0.5},${PER_OPERATION}}`,
  );
  expect(await ask('?service=mail+%26+more')).toBe(
    '{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":5}}',
  );
  expect((await fetch(url)).status).toBe(400);
});

test('over gRPC strategies are the same', async () => {
  const { file, name, implementation } = samplingService(source());
  const definitions = loadDefinitions(file);
  const definition = serviceOf(definitions, name);
  const server = await openGrpcServer({
    address: anyPort,
    logger,
    maxMessageBytes: 1000,
    messageMillis: 1000,
    offered: { definitions, services: [name] },
    addServices: (grpc) => grpc.addService(definition, implementation),
  });
  closers.push(() => server.close(patient));
  const method = definition['GetSamplingStrategy'];
  const client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
  closers.push(() => client.close());
  const ask = (serviceName: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (method === undefined) throw new Error('there is no such method');
      const { path, requestSerialize, responseDeserialize } = method;
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        { serviceName },
        (error, response) => (error === null ? resolve(response) : reject(error)),
      );
    });
  for (const service of ['unknown', 'mail & more', 'shop']) {
    expect(await ask(service)).toMatchObject(strategies.of(service));
  }
  expect(answered).toEqual(['grpc', 'grpc', 'grpc']);
});
