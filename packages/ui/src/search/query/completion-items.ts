// What completes a query at a place: fields, operators, values and signs, the likeliest first, each as the text that
// goes into the query.
import {
  formatTraceqlField,
  formatTraceqlValue,
  numberValue,
  TRACEQL_STATUSES,
  type TraceqlIntrinsic,
  type TraceqlOperator,
} from '@clew/protocols/traceql';
import type { AttributeKey } from '../../api/answers.ts';
import { traceIdInAddress } from '../../trace/data/trace-id.ts';
import type { CompletionPlace, FieldName } from './completion-place.ts';
import { escapedForPattern } from './pattern-text.ts';
import { KINDS } from './query-fields.ts';

/** One way to go on. */
export interface CompletionItem {
  /** What the list shows. */
  readonly label: string;
  /** What goes into the query. */
  readonly text: string;
  readonly kind: 'field' | 'attribute' | 'operator' | 'value' | 'join' | 'trace';
  /** What else there is to say: the intrinsic whose meaning is shown. */
  readonly intrinsic?: TraceqlIntrinsic;
}

/** What the store knows that a place asks for: attributes for a field, values for a value, nothing elsewhere. */
export interface StoreNames {
  readonly keys: readonly AttributeKey[];
  readonly values: readonly string[];
}

const MOST_ITEMS = 100;
/** Hex that is too short to be an id for sure, or a text with a digit, as ids of SkyWalking's agents have it. */
const ID_WORD = /^\s*(?:[0-9a-f]{1,15}|(?=\S*\d)[\p{L}\d._:@-]+)\s*$/iu;

/** What completes a query at a place. */
export function completionItems(
  place: CompletionPlace,
  query: string,
  names: StoreNames,
): readonly CompletionItem[] {
  const items = matching(itemsAt(place, names), needleOf(place)).slice(0, MOST_ITEMS);
  // What is complete as it stands needs no completing.
  const [only] = items;
  if (items.length === 1 && only?.text === query.slice(place.from, place.to)) return [];
  // A word that is an id as well goes to the words; whoever means the trace finds it last.
  const isId = place.type === 'field' && place.opens && ID_WORD.test(query);
  if (!isId) return items;
  const traceId = traceIdInAddress(query.trim());
  return [...items, { label: traceId, text: '', kind: 'trace' }];
}

function itemsAt(place: CompletionPlace, names: StoreNames): readonly CompletionItem[] {
  switch (place.type) {
    case 'field':
      return place.typed.startsWith('.') ? unscopedItems(names.keys) : fieldItems(names.keys);
    case 'operator':
      return operatorsOf(place.field).map((text) => ({ label: text, text, kind: 'operator' }));
    case 'value':
      return valueItems(place, names.values);
    case 'join': {
      const signs = ['&&', '||', ...(place.closing === undefined ? [] : [place.closing])];
      return signs.map((text) => ({ label: text, text, kind: 'join' }));
    }
  }
}

const SERVICE_FIELD = 'resource.service.name';

/** As people write them, with the intrinsic that each is. */
const USUAL_INTRINSICS: readonly (readonly [string, TraceqlIntrinsic])[] = [
  ['name', 'span:name'],
  ['duration', 'span:duration'],
  ['status', 'span:status'],
  ['kind', 'span:kind'],
  ['statusMessage', 'span:statusMessage'],
  ['traceDuration', 'trace:duration'],
  ['rootServiceName', 'trace:rootService'],
  ['rootName', 'trace:rootName'],
  ['trace:errorCount', 'trace:errorCount'],
  ['trace:spanCount', 'trace:spanCount'],
  ['event:name', 'event:name'],
];
const SELDOM_INTRINSICS: readonly (readonly [string, TraceqlIntrinsic])[] = [
  ['link:traceID', 'link:traceID'],
  ['link:spanID', 'link:spanID'],
  ['instrumentation:name', 'instrumentation:name'],
  ['instrumentation:version', 'instrumentation:version'],
];

function intrinsicItems(
  intrinsics: readonly (readonly [string, TraceqlIntrinsic])[],
): readonly CompletionItem[] {
  return intrinsics.map(([text, intrinsic]) => ({ label: text, text, kind: 'field', intrinsic }));
}

/** What is asked for most, before the others. */
const USUAL_KEYS = [
  ...['http.status_code', 'http.response.status_code', 'http.method', 'http.request.method'],
  ...['http.route', 'http.target', 'url.path', 'http.url', 'url.full', 'error', 'error.type'],
  ...['exception.type', 'exception.message', 'rpc.service', 'rpc.method', 'rpc.grpc.status_code'],
  ...['db.system', 'db.operation', 'db.statement', 'db.query.text', 'messaging.system'],
  ...['messaging.destination.name', 'component', 'host.name', 'hostname', 'service.instance.id'],
  ...['k8s.pod.name', 'deployment.environment'],
];

function fieldItems(keys: readonly AttributeKey[]): readonly CompletionItem[] {
  const scoped = byUse(keys).map(({ scope, key }) =>
    formatTraceqlField({
      type: 'attribute',
      scope: scope === 'scope' ? 'instrumentation' : scope,
      key,
    }),
  );
  // The service comes first, and is there whatever else is.
  const others = scoped.filter((text) => text !== SERVICE_FIELD);
  return [
    ...attributeItems([SERVICE_FIELD]),
    ...intrinsicItems(USUAL_INTRINSICS),
    ...attributeItems(others),
    ...intrinsicItems(SELDOM_INTRINSICS),
  ];
}

function unscopedItems(keys: readonly AttributeKey[]): readonly CompletionItem[] {
  const texts = byUse(keys).map(({ key }) =>
    formatTraceqlField({ type: 'attribute', scope: 'any', key }),
  );
  return attributeItems([...new Set(texts)]);
}

function attributeItems(texts: readonly string[]): readonly CompletionItem[] {
  return texts.map((text) => ({ label: text, text, kind: 'attribute' }));
}

function byUse(keys: readonly AttributeKey[]): readonly AttributeKey[] {
  const rank = ({ key }: AttributeKey) => {
    const index = USUAL_KEYS.indexOf(key);
    return index < 0 ? USUAL_KEYS.length : index;
  };
  return keys.toSorted((a, b) => rank(a) - rank(b));
}

const EQUALITY: readonly TraceqlOperator[] = ['=', '!='];
const TEXT_OPERATORS: readonly TraceqlOperator[] = [...EQUALITY, '=~', '!~'];
const ORDER: readonly TraceqlOperator[] = ['>', '>=', '<', '<='];

function operatorsOf(field: FieldName): readonly string[] {
  if (field.type === 'attribute') {
    if (field.key === 'service.name') return TEXT_OPERATORS;
    return [...TEXT_OPERATORS, ...ORDER, '!= nil', '= nil'];
  }
  switch (field.name) {
    case 'span:kind':
    case 'span:status':
      return EQUALITY;
    case 'link:traceID':
    case 'link:spanID':
      return [...EQUALITY, '!= nil', '= nil'];
    case 'span:duration':
    case 'trace:duration':
    case 'trace:spanCount':
    case 'trace:errorCount':
      return [...ORDER, ...EQUALITY];
    default:
      return TEXT_OPERATORS;
  }
}

const DURATIONS = ['10ms', '50ms', '100ms', '200ms', '500ms', '1s', '5s', '30s'];
const COUNTS = ['0', '1', '10', '100', '1000'];

type ValuePlace = Extract<CompletionPlace, { readonly type: 'value' }>;

function valueItems(place: ValuePlace, values: readonly string[]): readonly CompletionItem[] {
  const { field, operator, typed } = place;
  const isQuoted = /^["`]/.test(typed);
  const item = (label: string, text = label): CompletionItem => ({ label, text, kind: 'value' });
  if (field.type === 'intrinsic') {
    switch (field.name) {
      case 'span:kind':
        return KINDS.map((kind) => item(kind));
      case 'span:status':
        return TRACEQL_STATUSES.toSorted(
          (a, b) => Number(b === 'error') - Number(a === 'error'),
        ).map((status) => item(status));
      case 'span:duration':
      case 'trace:duration':
        return durations(typed).map((duration) => item(duration));
      case 'trace:spanCount':
      case 'trace:errorCount':
        return COUNTS.map((count) => item(count));
      case 'link:traceID':
      case 'link:spanID':
        return isQuoted ? [] : [item('nil')];
    }
  }
  if (operator === '=~' || operator === '!~') {
    return values.map((value) => item(value, quoted(escapedForPattern(value))));
  }
  // A number finds numbers alone, so that one text among them makes texts of all.
  const isPlain =
    field.type === 'attribute' &&
    !isQuoted &&
    (values.every(isNumber) || values.every((value) => value === 'true' || value === 'false'));
  const items = values.map((value) => item(value, isPlain ? value : quoted(value)));
  const isEquality = operator === '=' || operator === '!=';
  return field.type === 'attribute' && isEquality && !isQuoted ? [...items, item('nil')] : items;
}

/** Some usual ones, or the number that is typed in the units that there are. */
function durations(typed: string): readonly string[] {
  const number = /^(?:\d+\.?\d*|\.\d+)/.exec(typed)?.[0];
  return number === undefined
    ? DURATIONS
    : ['ms', 's', 'us', 'm', 'h'].map((unit) => number + unit);
}

function isNumber(text: string): boolean {
  const number = numberValue(text);
  return number !== undefined && number.type !== 'duration';
}

function quoted(text: string): string {
  return formatTraceqlValue({ type: 'text', value: text.toWellFormed() });
}

function needleOf(place: CompletionPlace): string {
  const typed = place.typed.toLowerCase();
  return place.type === 'value' ? typed.replace(/^["`]/, '') : typed;
}

/** The items that have what is typed, those that begin with it first. */
function matching(items: readonly CompletionItem[], needle: string): readonly CompletionItem[] {
  if (needle === '') return items;
  const groups: CompletionItem[][] = [[], [], [], []];
  for (const item of items) {
    const label = item.label.toLowerCase();
    const index = label.indexOf(needle);
    if (index >= 0) groups[rankOf(item, label, needle)]?.push(item);
  }
  return groups.flat();
}

function rankOf({ kind }: CompletionItem, label: string, needle: string): number {
  if (label === needle) return 0;
  // Half of the attributes begin with `span.`: what counts is the key, unless the scope is written out.
  const scope = kind === 'attribute' ? label.indexOf('.') + 1 : 0;
  if (label.startsWith(needle, needle.length < scope ? scope : 0)) return 1;
  if (label.startsWith(needle, scope)) return 1;
  const index = label.indexOf(needle, scope);
  return index > 0 && /[\s._:/-]/.test(label.charAt(index - 1)) ? 2 : 3;
}
