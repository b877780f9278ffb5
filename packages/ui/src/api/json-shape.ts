// Reads unknown JSON into known shapes, with an error that names the place.

/** Thrown when an answer does not have the documented shape. */
class AnswerShapeError extends Error {
  readonly code = 'CLEW_ANSWER_SHAPE';
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function objectAt(value: unknown, place: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new AnswerShapeError(`${place} is no object`);
}

export function listAt<T>(
  value: unknown,
  place: string,
  read: (item: unknown, place: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) throw new AnswerShapeError(`${place} is no list`);
  return value.map((item, index) => read(item, `${place}[${index}]`));
}

export function textAt(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  throw new AnswerShapeError(`${place} is no text`);
}

export function numberAt(value: unknown, place: string): number {
  if (typeof value === 'number') return value;
  throw new AnswerShapeError(`${place} is no number`);
}

/** A 64-bit number: decimal text. */
export function nanosAt(value: unknown, place: string): bigint {
  const text = textAt(value, place);
  if (/^-?\d+$/.test(text)) return BigInt(text);
  throw new AnswerShapeError(`${place} is no decimal number`);
}
