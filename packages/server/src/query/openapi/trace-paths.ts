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
};
