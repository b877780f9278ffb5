// The query of an address. Beside `q` an address may have the parameters of Jaeger's search page and those of the
// API, which say one filter.
import { type AddressParameters, all, first } from '../../app/search-text.ts';
import { parseDuration } from '../../format/duration.ts';
import { type AttributeRow, anyScopeKey } from './attribute-row.ts';
import {
  KINDS,
  NO_FIELDS,
  NO_QUERY,
  type QueryFields,
  readQuery,
  writeQuery,
} from './query-fields.ts';
import { readTypedText } from './typed-text.ts';

/** The TraceQL text that an address asks for. */
export function addressQuery(address: AddressParameters): string {
  const typed = readTypedText(first(address['q']));
  // What can't be read is shown as it is, with what is wrong.
  if (typed.type === 'fault' || typed.type === 'trace') return first(address['q']);
  const filter = writeQuery(NO_QUERY, fieldsOf(address));
  if (typed.query === '' || filter === '') return typed.query + filter;
  const isOneFilter = readQuery(typed.query)?.beside.length === 0;
  return `${filter} && ${isOneFilter ? typed.query : `(${typed.query})`}`;
}

function fieldsOf(address: AddressParameters): QueryFields {
  const operation = first(address['operation']);
  const kind = first(address['kind']);
  const error = first(address['error']);
  let fields: QueryFields = {
    ...NO_FIELDS,
    service: first(address['service']),
    operation: operation === 'all' ? '' : operation,
    kind: KINDS.find((known) => known === kind) ?? '',
    status: statusOf(error),
    minDuration: durationOf(first(address['minDuration'])),
    maxDuration: durationOf(first(address['maxDuration'])),
  };
  for (const row of [...all(address['tag']).map(tagRow), ...jaegerRows(first(address['tags']))]) {
    // Jaeger asks for errors by a tag; here they are a status, which every client's errors have.
    const status = row.key === 'error' && row.operator === '=' ? statusOf(row.value) : '';
    fields =
      status === ''
        ? { ...fields, attributes: [...fields.attributes, row] }
        : { ...fields, status };
  }
  return fields;
}

function statusOf(error: string): QueryFields['status'] {
  if (error === 'true') return 'error';
  return error === 'false' ? 'none' : '';
}

/** A duration as Go writes it; zero is no bound. */
function durationOf(text: string): string {
  return (parseDuration(text) ?? 0) === 0 ? '' : text.replaceAll(' ', '');
}

/** `key=value`, Jaeger's `key:value`, `key` (it is there) or `!key` (it is not). */
function tagRow(tag: string): AttributeRow {
  if (tag.startsWith('!')) return row(tag.slice(1), 'missing', '');
  const sign = tag.includes('=') ? tag.indexOf('=') : tag.indexOf(':');
  return sign <= 0 ? row(tag, 'exists', '') : row(tag.slice(0, sign), '=', tag.slice(sign + 1));
}

function jaegerRows(text: string): readonly AttributeRow[] {
  if (text === '') return [];
  try {
    const map: unknown = JSON.parse(text);
    if (typeof map !== 'object' || map === null) return [];
    return Object.entries(map).map(([key, value]) => row(key, '=', String(value)));
  } catch {
    // An address can hold anything; what is no JSON asks for nothing.
    return [];
  }
}

function row(key: string, operator: AttributeRow['operator'], value: string): AttributeRow {
  return { key: anyScopeKey(key), operator, value, as: value === '' ? 'text' : 'any' };
}
