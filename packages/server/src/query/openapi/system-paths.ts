// How Clew itself is, as OpenAPI describes it.
import {
  answers,
  count,
  json,
  list,
  object,
  oneOf,
  type Paths,
  ref,
  refAs,
  type Schema,
  type Schemas,
  text,
} from './openapi-types.ts';

const reasons = (description: string): Schema => list(ref('ReasonCount'), description);

export const systemPaths: Paths = {
  '/system': {
    get: {
      operationId: 'getSystem',
      tags: ['system'],
      summary: 'How the process, its receivers and its store are',
      description:
        'What counts does so since the process started: ask twice for a rate. docs/api.md lists the codes and reasons.',
      responses: answers(json('How everything is now', ref('System'))),
    },
  },
  '/status': {
    get: {
      operationId: 'getStatus',
      tags: ['system'],
      summary: 'The version, and where spans are kept',
      responses: answers(json('The status', ref('Status'))),
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'getDescription',
      tags: ['system'],
      summary: 'This description',
      responses: answers(json('An OpenAPI 3.1 document', { type: 'object' })),
    },
  },
};

export const systemSchemas: Schemas = {
  Status: object(
    {
      version: text("Clew's version"),
      storage: oneOf('embedded', 'memory'),
      dataDir: text('Where spans are kept, as it was configured; absent in memory'),
    },
    ['dataDir'],
  ),
  System: object({
    version: text("Clew's version"),
    nodeVersion: text("Node.js's version"),
    now: refAs('Time', 'When this answer was made'),
    startedAt: refAs('Time', 'When the process started'),
    uptime: refAs('Duration', 'How long it has been running'),
    health: ref('Health'),
    process: ref('ProcessUse'),
    receivers: list(ref('Receiver')),
    recent: ref('RecentWrites'),
    storage: ref('Storage'),
    query: list(ref('Endpoint'), 'The requests of the query API, by route'),
  }),
  Health: object({
    status: {
      ...oneOf('healthy', 'degraded', 'unhealthy'),
      description:
        '`unhealthy`: spans are lost, refused or not shown, or soon will be; `degraded`: something needs a look',
    },
    findings: list(ref('HealthFinding'), 'The gravest first'),
  }),
  HealthFinding: object(
    {
      code: oneOf(
        'write-failed',
        'sealing-failed',
        'sealing-behind',
        'segments-unreadable',
        'retention-failed',
        'disk-full',
        'disk-nearly-full',
        'disk-smaller-than-limit',
        'dropped-before-retention',
        'requests-at-limit',
        'faults',
      ),
      severity: {
        ...oneOf('critical', 'warning', 'notice'),
        description: '`notice` alone leaves the status healthy',
      },
      message: text('What is wrong and what to do'),
      since: refAs('Time', 'Since when'),
      count: count('How many of what the code is about'),
      reason: text('What the system said'),
      bytes: count('Bytes that are free, or in use'),
      limitBytes: count('Bytes that may be in use'),
      option: text('The option to change'),
    },
    ['since', 'count', 'reason', 'bytes', 'limitBytes', 'option'],
  ),
  ProcessUse: object({
    memoryBytes: count('Memory that is resident'),
    heapBytes: count("Of it, what JavaScript's objects take"),
    memoryLimitBytes: count('The memory of the machine, or of the container'),
    cpuTime: refAs('Duration', 'Time on processors, of all threads'),
    processors: count('Processors that may be used'),
  }),
  Receiver: object({
    name: text('As in the option that opens it and in the metrics'),
    protocol: oneOf('otlp', 'jaeger', 'zipkin', 'skywalking'),
    transport: oneOf('http', 'grpc', 'udp'),
    encodings: list(oneOf('protobuf', 'json', 'thrift-compact', 'thrift-binary')),
    address: text('As a client writes it'),
    requests: count('Requests whose body came in whole, or datagrams'),
    bytes: count('As they came over the wire'),
    spans: count('Spans that were taken in and stored'),
    resentRequests: count('Requests that had been taken in before and were not stored again'),
    refusedRequests: reasons(
      'Requests that were answered with an error; datagrams that could not be read to their end',
    ),
    refusedSpans: reasons(
      'Spans that were left out of requests, or of datagrams could not be stored',
    ),
    droppedDatagrams: reasons(
      'Datagrams that came faster than they could be taken in, by who dropped them: `kernel` or `backlog`',
    ),
  }),
  ReasonCount: object({ reason: text('Why'), count: count('How often') }),
  RecentWrites: object({
    end: refAs('Time', 'Where the last interval ends'),
    interval: refAs('Duration', 'How long each is'),
    stored: list(count('Spans'), 'Spans that were stored in each interval, the oldest first'),
    failed: list(count('Spans'), 'Spans whose write failed'),
  }),
  Storage: object(
    {
      kind: oneOf('embedded', 'memory'),
      dataDir: text('An absolute path; absent in memory'),
      segments: count('Segments'),
      spans: object({ segments: count('Spans in segments'), heads: count('Spans in heads') }),
      bytes: object({
        segments: count('Bytes of segments'),
        heads: count('Bytes of heads, in memory'),
        logs: count('Bytes of logs'),
      }),
      oldestArrival: refAs('Time', 'When the oldest span came in; absent when there is none'),
      newestArrival: refAs('Time', 'When the newest span came in; absent when there is none'),
      retention: refAs('Duration', 'How long spans are kept; absent where it does not matter'),
      usedBytes: count('Bytes that count against the limit'),
      limitBytes: count('`--max-disk` or `--memory-limit`; absent where there is none'),
      disk: object({
        freeBytes: count('Bytes that may still be written'),
        sizeBytes: count('Bytes of the whole file system'),
      }),
      droppedSpans: reasons('Spans dropped by retention: by `age`, or by `bytes`'),
      pendingBatches: count('Batches that wait for the log'),
      pendingHeads: count('Full heads that wait to be segments'),
    },
    ['dataDir', 'oldestArrival', 'newestArrival', 'retention', 'limitBytes', 'disk'],
  ),
  Endpoint: object({
    endpoint: text('The route'),
    requests: count('Requests that ended'),
    meanDuration: ref('Duration'),
  }),
};
