// A trace, as OpenAPI describes it.
import {
  answers,
  type Parameter,
  type Paths,
  type Response,
  STORE_FAILURES,
} from './openapi-types.ts';

/** The trace that a path is about. */
const traceIdParameter: Parameter = {
  name: 'traceId',
  in: 'path',
  required: true,
  description: 'Hexadecimal, padded or not, or base64',
  schema: { type: 'string' },
  example: '0123456789abcdef0123456789abcdef',
};

/** An answer that is a span batch. */
function spanBatch(description: string): Response {
  return { description, content: { 'application/vnd.clew.span-batch': { schema: {} } } };
}

/** An answer that browsers save as a file. */
function jsonFile(description: string, required: readonly string[]): Response {
  return {
    description: `${description}; \`Content-Disposition\` names the file`,
    content: { 'application/json': { schema: { type: 'object', required } } },
  };
}

export const tracePaths: Paths = {
  '/traces/{traceId}': {
    get: {
      operationId: 'getTrace',
      tags: ['traces'],
      summary: 'All spans of a trace',
      description:
        'Spans as they were stored, in one encoded batch; docs/format.md describes its bytes, and `@clew/model` reads them.',
      parameters: [traceIdParameter],
      responses: answers(spanBatch('The whole trace'), 400, 404, ...STORE_FAILURES),
    },
  },
  '/traces/{traceId}/skeleton': {
    get: {
      operationId: 'getTraceSkeleton',
      tags: ['traces'],
      summary: 'A trace without its attributes',
      description:
        'The same spans in the same order with what a timeline draws: ids, parents, times, names, kinds, statuses, resources, ' +
        'events without attributes, references.',
      parameters: [traceIdParameter],
      responses: answers(spanBatch('The skeleton'), 400, 404, ...STORE_FAILURES),
    },
  },
  '/traces/{traceId}/spans': {
    get: {
      operationId: 'getTraceSpans',
      tags: ['traces'],
      summary: 'Whole spans of a trace by their place',
      description: "Places are those of the skeleton; hold the spans' ids against it.",
      parameters: [
        traceIdParameter,
        {
          name: 'from',
          in: 'query',
          description: 'The first place',
          schema: { type: 'integer', minimum: 0, default: 0 },
        },
        {
          name: 'to',
          in: 'query',
          description: 'The place after the last, at most 65,536 after the first',
          schema: { type: 'integer', minimum: 0 },
        },
      ],
      responses: answers(spanBatch('The spans of the range'), 400, 404, ...STORE_FAILURES),
    },
  },
  '/traces/{traceId}/jaeger.json': {
    get: {
      operationId: 'downloadTraceAsJaeger',
      tags: ['traces'],
      summary: "A trace as a file of Jaeger's JSON",
      description:
        "What Jaeger's API answers for the trace (`/api/traces/{traceId}`), which its UI opens.",
      parameters: [traceIdParameter],
      responses: answers(jsonFile("Jaeger's answer", ['data']), 400, 404, ...STORE_FAILURES),
    },
  },
  '/traces/{traceId}/otlp.json': {
    get: {
      operationId: 'downloadTraceAsOtlp',
      tags: ['traces'],
      summary: "A trace as a file of OTLP's JSON",
      description:
        'The spans as they were stored, as a trace request: it can be posted to `/v1/traces` of any OTLP receiver.',
      parameters: [traceIdParameter],
      responses: answers(
        jsonFile('An ExportTraceServiceRequest', ['resourceSpans']),
        400,
        404,
        ...STORE_FAILURES,
      ),
    },
  },
};
