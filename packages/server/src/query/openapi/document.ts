// Clew's own API as an OpenAPI document. A path is described in the file of its part, with an example of each parameter: the tests
// send them to a real server and hold its answers against the schemas. docs/openapi.yaml is this document, written by a test.
import { catalogPaths, catalogSchemas } from './catalog-paths.ts';
import {
  json,
  object,
  type Paths,
  type Response,
  ref,
  type Schemas,
  text,
} from './openapi-types.ts';
import { searchPaths, searchSchemas } from './search-paths.ts';
import { systemPaths, systemSchemas } from './system-paths.ts';
import { tracePaths } from './trace-paths.ts';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Paths;
  readonly components: {
    readonly schemas: Schemas;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

const failure = (description: string): Response => json(description, ref('Failure'));

/** What `GET /api/clew/v1/openapi.json` answers. */
export const openApiDocument: OpenApiDocument = {
  openapi: '3.1.1',
  info: {
    title: 'Clew',
    version: '1',
    summary: 'Find traces and read them',
    description:
      'Times are Unix nanoseconds and durations nanoseconds, as decimal text; ids are lower-case hexadecimal. A parameter that is empty is as good as not given. Answers may get further properties.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [
    { url: '.', description: 'Where this document is served' },
    { url: 'http://127.0.0.1:16686/api/clew/v1', description: 'Clew with its default ports' },
  ],
  tags: [
    { name: 'search', description: 'Finding traces' },
    { name: 'traces', description: 'The spans of a trace' },
    { name: 'catalog', description: 'What there is to ask for' },
    { name: 'system', description: 'How Clew itself is' },
  ],
  paths: { ...searchPaths, ...tracePaths, ...catalogPaths, ...systemPaths },
  components: {
    schemas: {
      ...searchSchemas,
      ...catalogSchemas,
      ...systemSchemas,
      Failure: object({
        error: object(
          {
            code: text('Stable, to tell failures apart: `CLEW_…`'),
            message: text('What was wrong and what to do'),
            parameter: text('The parameter that is to blame, where one is'),
          },
          ['parameter'],
        ),
      }),
    },
    responses: {
      BadRequest: failure("A parameter is missing or can't be read"),
      NotFound: failure('There is no such trace'),
      InternalError: failure("A fault of Clew's; its log says more"),
      Unsupported: failure("The store can't answer this"),
      Unavailable: failure('Not now; `Retry-After` says when, where that is known'),
      Timeout: failure('It took too long'),
    },
  },
};
