// What there is to ask for: services, operations and attributes, as OpenAPI describes it.
import {
  answers,
  json,
  list,
  object,
  oneOf,
  type Parameter,
  type Paths,
  ref,
  type Schemas,
  STORE_FAILURES,
  text,
} from './openapi-types.ts';

const service: Parameter = {
  name: 'service',
  in: 'query',
  required: true,
  description: 'The exact name of the service',
  schema: { type: 'string' },
  example: 'shop',
};

export const catalogPaths: Paths = {
  '/services': {
    get: {
      operationId: 'listServices',
      tags: ['catalog'],
      summary: 'The services that there are spans of',
      responses: answers(
        json('Sorted', object({ services: list({ type: 'string' }) })),
        ...STORE_FAILURES,
      ),
    },
  },
  '/operations': {
    get: {
      operationId: 'listOperations',
      tags: ['catalog'],
      summary: 'The operations of a service',
      parameters: [service],
      responses: answers(
        json('Sorted by name and kind', object({ operations: list(ref('Operation')) })),
        400,
        ...STORE_FAILURES,
      ),
    },
  },
  '/attribute-keys': {
    get: {
      operationId: 'listAttributeKeys',
      tags: ['catalog'],
      summary: 'The keys of attributes',
      responses: answers(
        json('Sorted by key', object({ keys: list(ref('AttributeKey')) })),
        ...STORE_FAILURES,
      ),
    },
  },
  '/attribute-values': {
    get: {
      operationId: 'listAttributeValues',
      tags: ['catalog'],
      summary: 'The values of an attribute',
      parameters: [
        {
          name: 'scope',
          in: 'query',
          required: true,
          description: 'What has the attribute',
          schema: ref('AttributeScope'),
          example: 'span',
        },
        {
          name: 'key',
          in: 'query',
          required: true,
          description: 'The key of the attribute',
          schema: { type: 'string' },
          example: 'http.status_code',
        },
        {
          name: 'limit',
          in: 'query',
          description: 'How many values at most',
          schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
          example: 10,
        },
      ],
      responses: answers(
        json('Sorted', object({ values: list({ type: 'string' }) })),
        400,
        ...STORE_FAILURES,
      ),
    },
  },
};

export const catalogSchemas: Schemas = {
  Operation: object({ name: text('The name of its spans'), kind: ref('SpanKind') }),
  AttributeKey: object({ scope: ref('AttributeScope'), key: text('The key') }),
  AttributeScope: oneOf('span', 'event', 'link', 'scope', 'resource'),
};
