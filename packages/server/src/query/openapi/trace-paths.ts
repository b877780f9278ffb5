// A trace, as OpenAPI describes it.
import {
  answers,
  type Parameter,
  type Paths,
  type Response,
  STORE_FAILURES,
} from './openapi-types.ts';

/** The trace that a path is about. */
export const traceIdParameter: Parameter = {
  name: 'traceId',
  in: 'path',
  required: true,
  description: 'Hexadecimal, padded or not, or base64',
  schema: { type: 'string' },
  example: '0123456789abcdef0123456789abcdef',
};

/** An answer that is a span batch. */
export function spanBatch(description: string): Response {
  return { description, content: { 'application/vnd.clew.span-batch': { schema: {} } } };
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
};
