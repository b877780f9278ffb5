// What a tag means. Jaeger knows every property of a span as a tag and every tag's value as a text;
// the model has types, and keeps some tags as fields of a span. Here the one becomes the other.
import { SpanKind, StatusCode, spanKindOf } from '@clew/model';
import type { ComparisonValue, SpanExpression, TextField } from '@clew/storage';

/** The span has the tag with this value: in its attributes, its events', its scope's, its resource's, or as a field. */
export function tagEquals(key: string, value: string): SpanExpression {
  const attributes = comparisonValues(value).map(
    (one): SpanExpression => ({ op: 'attribute', scope: 'any', key, is: '=', value: one }),
  );
  return anyOf([...attributes, ...(fieldTags.get(key)?.equals(value) ?? [])]);
}

/** The span has the tag, whatever its value. */
export function tagExists(key: string): SpanExpression {
  return anyOf([{ op: 'has', scope: 'any', key }, ...(fieldTags.get(key)?.exists ?? [])]);
}

interface FieldTag {
  readonly equals: (value: string) => readonly SpanExpression[];
  readonly exists: readonly SpanExpression[];
}

const fieldTags: ReadonlyMap<string, FieldTag> = new Map<string, FieldTag>([
  ['event', textTag('eventName')],
  ['otel.scope.name', textTag('scopeName')],
  ['otel.scope.version', textTag('scopeVersion')],
  ['otel.status_description', textTag('statusMessage')],
  ['w3c.tracestate', textTag('traceState')],
  [
    'error',
    {
      equals: (value: string) => {
        if (value === 'true') return [hasStatus(StatusCode.error)];
        return value === 'false' ? [hasStatus(StatusCode.ok)] : [];
      },
      exists: [hasStatus(StatusCode.error)],
    },
  ],
  [
    'otel.status_code',
    {
      equals: (value: string) => {
        const code = statusCodes.get(value.toLowerCase());
        return code === undefined ? [] : [hasStatus(code)];
      },
      exists: [{ op: 'status', is: '!=', value: StatusCode.unset }],
    },
  ],
  [
    'span.kind',
    {
      equals: (value: string) => {
        const kind = spanKindOf(value.toLowerCase());
        return kind === undefined ? [] : [{ op: 'kind', is: '=', value: kind }];
      },
      exists: [{ op: 'kind', is: '!=', value: SpanKind.unspecified }],
    },
  ],
]);

/** A tag that is one text field of the span; the empty text is no tag. */
function textTag(field: TextField): FieldTag {
  return {
    equals: (value) => (value === '' ? [] : [{ op: field, is: '=', value }]),
    exists: [{ op: field, is: '!=', value: '' }],
  };
}

const statusCodes: ReadonlyMap<string, StatusCode> = new Map(Object.entries(StatusCode));

function hasStatus(value: StatusCode): SpanExpression {
  return { op: 'status', is: '=', value };
}

/** What a tag's text may stand for: itself, and the boolean or the number that it reads as. */
function comparisonValues(text: string): readonly ComparisonValue[] {
  if (text === 'true' || text === 'false') return [text, text === 'true'];
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return [text];
  if (/^[+-]?\d{1,19}$/.test(text)) {
    // A double would round a long one.
    const integer = BigInt(text.replace('+', ''));
    if (BigInt.asIntN(64, integer) === integer) return [text, integer];
  }
  const number = Number(text);
  return Number.isFinite(number) ? [text, number] : [text];
}

function anyOf(conditions: readonly SpanExpression[]): SpanExpression {
  const [first] = conditions;
  return conditions.length === 1 && first !== undefined ? first : { op: 'or', of: conditions };
}
