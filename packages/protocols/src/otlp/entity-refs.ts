// Which of a resource's attributes name the entities that it stands for (OTLP's EntityRef). The model has no field for that, as hardly any
// client sends it: it is kept as an attribute of the resource, which is stored, shown, searched and compared as every other, and becomes the
// field again on the way out.
import {
  type Attribute,
  type AttributeValue,
  type SpanBatchBuilder,
  utf8Encode,
  ValueType,
} from '@clew/model';
import { CanonicalWriter } from '../canonical-writer.ts';

/** The attribute that holds a resource's entity references: a list with a map for each. */
const ENTITY_REFS_KEY = 'clew.entity_refs';
const KEY: Uint8Array = utf8Encode(ENTITY_REFS_KEY);

// What a map says, by OTLP's names; what is not set is left out.
const SCHEMA_URL: Uint8Array = utf8Encode('schema_url');
const TYPE: Uint8Array = utf8Encode('type');
const ID_KEYS: Uint8Array = utf8Encode('id_keys');
const DESCRIPTION_KEYS: Uint8Array = utf8Encode('description_keys');

/** Gathers the references of one resource, given in ranges of a request's bytes, into the value of the attribute. */
export class EntityRefsWriter {
  readonly #list: CanonicalWriter = new CanonicalWriter();
  // Of the reference that is open.
  readonly #schemaUrl: CanonicalWriter = new CanonicalWriter();
  readonly #type: CanonicalWriter = new CanonicalWriter();
  readonly #idKeys: CanonicalWriter = new CanonicalWriter();
  readonly #descriptionKeys: CanonicalWriter = new CanonicalWriter();

  /** Starts with a resource that has none. */
  clear(): void {
    if (this.#list.length > 0) this.#list.clear();
  }

  /** Opens a reference; one that was not closed is forgotten. */
  begin(): void {
    this.#schemaUrl.clear();
    this.#type.clear();
    this.#idKeys.clear();
    this.#descriptionKeys.clear();
  }

  /** The last one counts, as for the type. */
  schemaUrl(source: Uint8Array, start: number, end: number): void {
    this.#schemaUrl.clear();
    this.#schemaUrl.run(source, start, end);
  }

  type(source: Uint8Array, start: number, end: number): void {
    this.#type.clear();
    this.#type.run(source, start, end);
  }

  idKey(source: Uint8Array, start: number, end: number): void {
    addText(this.#idKeys, source, start, end);
  }

  descriptionKey(source: Uint8Array, start: number, end: number): void {
    addText(this.#descriptionKeys, source, start, end);
  }

  /** Closes the reference and keeps it. */
  end(): void {
    const list = this.#list;
    if (list.length === 0) list.byte(ValueType.array);
    const start = list.beginSized();
    list.byte(ValueType.map);
    addEntry(list, SCHEMA_URL, ValueType.string, this.#schemaUrl);
    addEntry(list, TYPE, ValueType.string, this.#type);
    addEntry(list, ID_KEYS, ValueType.array, this.#idKeys);
    addEntry(list, DESCRIPTION_KEYS, ValueType.array, this.#descriptionKeys);
    list.endSized(start);
  }

  /** Appends the attribute to the resource that is open, when there are references. */
  appendTo(builder: SpanBatchBuilder): void {
    const { bytes, length } = this.#list;
    if (length === 0) return;
    // A symbol however long it is, so that equal resources are found to be equal.
    const value = builder.values.symbol(bytes[0] as number, bytes, 1, length);
    builder.resourceAttributes.reference(builder.symbol(KEY, 0, KEY.length), value);
  }
}

function addText(target: CanonicalWriter, source: Uint8Array, start: number, end: number): void {
  const sized = target.beginSized();
  target.byte(ValueType.string);
  target.run(source, start, end);
  target.endSized(sized);
}

function addEntry(
  target: CanonicalWriter,
  name: Uint8Array,
  type: number,
  payload: CanonicalWriter,
): void {
  if (payload.length === 0) return;
  target.sizedRun(name, 0, name.length);
  const sized = target.beginSized();
  target.byte(type);
  target.run(payload.bytes, 0, payload.length);
  target.endSized(sized);
}

/** An entity that a resource stands for, by the keys of the resource's attributes. */
export interface EntityRef {
  readonly schemaUrl: string;
  readonly type: string;
  readonly idKeys: readonly string[];
  readonly descriptionKeys: readonly string[];
}

const NONE: readonly EntityRef[] = [];

/** A resource's entity references, and its attributes without the one that holds them. */
export function withoutEntityRefs(attributes: readonly Attribute[]): {
  readonly attributes: readonly Attribute[];
  readonly entityRefs: readonly EntityRef[];
} {
  if (!attributes.some(({ key }) => key === ENTITY_REFS_KEY)) {
    return { attributes, entityRefs: NONE };
  }
  const others: Attribute[] = [];
  const entityRefs: EntityRef[] = [];
  for (const attribute of attributes) {
    const refs = attribute.key === ENTITY_REFS_KEY ? entityRefsOf(attribute.value) : undefined;
    if (refs === undefined) others.push(attribute);
    else entityRefs.push(...refs);
  }
  return { attributes: others, entityRefs };
}

/** The references that an attribute's value holds; undefined for a value that a client gave the same key. */
function entityRefsOf(value: AttributeValue): readonly EntityRef[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const refs: EntityRef[] = [];
  for (const item of value as readonly AttributeValue[]) {
    const ref = entityRefOf(item);
    if (ref === undefined) return undefined;
    refs.push(ref);
  }
  return refs;
}

function entityRefOf(value: AttributeValue): EntityRef | undefined {
  if (typeof value !== 'object' || value === null || !('entries' in value)) return undefined;
  if (typeof value.entries === 'function') return undefined;
  let schemaUrl = '';
  let type = '';
  let idKeys: readonly string[] = [];
  let descriptionKeys: readonly string[] = [];
  for (const { key, value: held } of value.entries) {
    if (key === 'schema_url' && typeof held === 'string') schemaUrl = held;
    else if (key === 'type' && typeof held === 'string') type = held;
    else if (key === 'id_keys' && isTexts(held)) idKeys = held;
    else if (key === 'description_keys' && isTexts(held)) descriptionKeys = held;
    else return undefined;
  }
  return { schemaUrl, type, idKeys, descriptionKeys };
}

function isTexts(value: AttributeValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
