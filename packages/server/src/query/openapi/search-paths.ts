// Search, as OpenAPI describes it.
import {
  answers,
  count,
  flag,
  json,
  list,
  object,
  oneOf,
  type Parameter,
  type Paths,
  ref,
  refAs,
  type Schemas,
  STORE_FAILURES,
  text,
} from './openapi-types.ts';

const duration = (description: string): Parameter['schema'] => ({
  ...text(`${description}, as Go writes durations: \`1.5s\`, \`20ms\`, \`1h30m\`; 0 is no limit`),
});

/** The conditions that a search, and whatever else looks at its matches, is asked by. */
const searchConditions: readonly Parameter[] = [
  {
    name: 'q',
    in: 'query',
    description: "TraceQL's span filter: see docs/api.md for what is understood",
    schema: { type: 'string' },
    example: '{ resource.service.name = "shop" }',
  },
  {
    name: 'service',
    in: 'query',
    description: "The exact name of the span's service",
    schema: { type: 'string' },
    example: 'shop',
  },
  {
    name: 'operation',
    in: 'query',
    description: 'The exact name of the span',
    schema: { type: 'string' },
    example: 'buy',
  },
  {
    name: 'kind',
    in: 'query',
    description: 'The kind of the span',
    schema: ref('SpanKind'),
    example: 'server',
  },
  {
    name: 'error',
    in: 'query',
    description:
      '`true`: the span has error status, or the tag `error=true`; `false`: no span of the whole trace has error status',
    schema: { type: 'boolean' },
    example: false,
  },
  {
    name: 'minDuration',
    in: 'query',
    description: 'The least duration of the span',
    schema: duration('Included'),
    example: '1us',
  },
  {
    name: 'maxDuration',
    in: 'query',
    description: 'The greatest duration of the span',
    schema: duration('Included'),
    example: '1h',
  },
  {
    name: 'tag',
    in: 'query',
    description:
      'An attribute of the span, its events, its scope or its resource: `key=value`, `key` (it is there) or `!key` (it is not). May repeat',
    schema: list({ type: 'string' }),
    example: 'http.status_code=500',
  },
  {
    name: 'from',
    in: 'query',
    description: 'The earliest start of the span; default: an hour before `to`',
    schema: ref('Time'),
  },
  {
    name: 'to',
    in: 'query',
    description: 'The latest start of the span; default: now',
    schema: ref('Time'),
  },
];

export const searchPaths: Paths = {
  '/search': {
    get: {
      operationId: 'search',
      tags: ['search'],
      summary: 'Find traces, newest first or in another order',
      description:
        'All conditions that are given must hold for one and the same span of a trace, but for those of `q`, which may hold for others.',
      parameters: [
        ...searchConditions,
        {
          name: 'order',
          in: 'query',
          description:
            '`start`: newest first; `duration`, `spans`, `errors`: those that took longest, have most spans, or most errors first, and the newest first of equals',
          schema: { ...oneOf('start', 'duration', 'spans', 'errors'), default: 'start' },
          example: 'duration',
        },
        {
          name: 'limit',
          in: 'query',
          description: 'How many traces at most',
          schema: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
          example: 10,
        },
        {
          name: 'cursor',
          in: 'query',
          description:
            'From the page before, with the other parameters as they were; `from` and `to` are then those of the first page',
          schema: { type: 'string' },
        },
      ],
      responses: answers(json('A page of traces', ref('SearchPage')), 400, ...STORE_FAILURES),
    },
  },
  '/histogram': {
    get: {
      operationId: 'histogram',
      tags: ['search'],
      summary: 'Count all matches of a search by start and duration',
      description:
        'Counts every trace that a search with the same conditions gives on all of its pages, for 5 seconds at most.',
      parameters: [
        ...searchConditions,
        {
          name: 'cells',
          in: 'query',
          description: 'Into how many equal parts the range is cut',
          schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
          example: 50,
        },
      ],
      responses: answers(json('The counts', ref('Histogram')), 400, ...STORE_FAILURES),
    },
  },
};

export const searchSchemas: Schemas = {
  Histogram: object({
    from: refAs('Time', 'Where the first part of the range begins'),
    to: refAs('Time', 'Where the last part ends, included'),
    timeCells: count('Into how many equal parts the range is cut'),
    durationEdges: list(ref('Duration'), 'Ascending'),
    cells: list(
      list({ type: 'integer', minimum: 0 }),
      'The cells that have traces: part of the range (a trace that begins before it is in the first), number of edges that are at ' +
        'most the duration, traces, traces with errors',
    ),
    traceCount: count('The sum over all cells'),
    errorTraceCount: count('The sum over all cells'),
    partial: flag('Counting ended early: there may be matches that it did not count'),
  }),
  SearchPage: object(
    {
      traces: list(ref('TraceSummary')),
      cursor: text('Asks for the next page; absent on the last one'),
      partial: flag('The search ended early: there may be matches that it did not see'),
    },
    ['cursor'],
  ),
  TraceSummary: object({
    traceId: ref('TraceId'),
    start: ref('Time'),
    duration: ref('Duration'),
    rootService: text('The service of the root span'),
    rootName: text('The name of the root span'),
    rootMissing: flag('No span is without a parent, and the root is the earliest span there is'),
    spanCount: count('Spans of the trace'),
    errorCount: count('Those with error status'),
    services: list(ref('ServiceShare')),
    hosts: list(ref('HostShare')),
  }),
  ServiceShare: object({
    name: text('The service'),
    spanCount: count('Its spans'),
    errorCount: count('Those with error status'),
  }),
  HostShare: object({
    name: text(
      'The machine, as the resources of its spans name it; spans that name none are in none',
    ),
    spanCount: count('Its spans'),
    errorCount: count('Those with error status'),
  }),
  SpanKind: oneOf('unspecified', 'internal', 'server', 'client', 'producer', 'consumer'),
  TraceId: {
    type: 'string',
    pattern: '^[0-9a-f]{32}$',
    description: '16 bytes in lower-case hexadecimal',
  },
  Time: { type: 'string', pattern: '^[0-9]+$', description: 'Unix nanoseconds' },
  Duration: { type: 'string', pattern: '^[0-9]+$', description: 'Nanoseconds' },
};
