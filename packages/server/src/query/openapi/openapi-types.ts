// As much of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1) as the document uses, and the words that its parts are written in.

/** A JSON Schema of draft 2020-12. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly enum?: readonly (string | number)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** A parameter of a path or of a query. Tests send the example: it must give a good answer. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly description: string;
  readonly schema: Schema;
  readonly example?: string | number | boolean;
}

/** An answer. */
export interface Response {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** What a path answers. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}

/** Paths below `/api/clew/v1`, each with what a GET answers. */
export type Paths = Readonly<Record<string, { readonly get: Operation }>>;

/** Schemas by their name. */
export type Schemas = Readonly<Record<string, Schema>>;

export const text = (description: string): Schema => ({ type: 'string', description });
export const flag = (description: string): Schema => ({ type: 'boolean', description });
export const count = (description: string): Schema => ({
  type: 'integer',
  minimum: 0,
  description,
});
export const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description !== undefined && { description }),
});
export const oneOf = (...words: readonly string[]): Schema => ({ type: 'string', enum: words });
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
/** A schema of the document, with a description of what it is here. */
export const refAs = (name: string, description: string): Schema => ({ ...ref(name), description });

/** An object that has all properties but those named at the end. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

/** A good answer in JSON. */
export function json(description: string, schema: Schema): Response {
  return { description, content: { 'application/json': { schema } } };
}

const FAILURES = {
  400: 'BadRequest',
  404: 'NotFound',
  500: 'InternalError',
  501: 'Unsupported',
  503: 'Unavailable',
  504: 'Timeout',
} as const;

/** A good answer, and the failures that there may be beside one by Clew's own fault. */
export function answers(
  good: Response,
  ...failures: readonly (keyof typeof FAILURES)[]
): Operation['responses'] {
  const refs = [...failures, 500 as const].map((status) => [
    status,
    { $ref: `#/components/responses/${FAILURES[status]}` },
  ]);
  return { 200: good, ...Object.fromEntries(refs) };
}

/** The failures of whatever asks the store. */
export const STORE_FAILURES = [501, 503, 504] as const;
