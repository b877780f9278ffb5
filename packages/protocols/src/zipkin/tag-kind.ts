// What a tag of Zipkin stands for. Zipkin has neither resource nor scope nor status: OpenTelemetry's exporters to it write
// theirs as tags of each span. Hot: every tag's key is looked at.
import { utf8Encode } from '@clew/model';

/** What a tag is, beside an attribute of its span. */
export const TagKind = {
  attribute: 0,
  error: 1,
  statusCode: 2,
  statusDescription: 3,
  scopeName: 4,
  scopeVersion: 5,
  /** The service's name, of the resource. */
  serviceName: 6,
  /** Any other that says something of the process that sent the span, by OpenTelemetry's semantic conventions. */
  resource: 7,
} as const;
export type TagKind = (typeof TagKind)[keyof typeof TagKind];

type Key = readonly [key: Uint8Array, kind: TagKind];

const exact: readonly Key[] = [
  [utf8Encode('error'), TagKind.error],
  [utf8Encode('otel.status_code'), TagKind.statusCode],
  [utf8Encode('otel.status_description'), TagKind.statusDescription],
  [utf8Encode('otel.scope.name'), TagKind.scopeName],
  [utf8Encode('otel.scope.version'), TagKind.scopeVersion],
  [utf8Encode('service.name'), TagKind.serviceName],
  [utf8Encode('service.namespace'), TagKind.resource],
  [utf8Encode('service.version'), TagKind.resource],
  [utf8Encode('service.instance.id'), TagKind.resource],
];
/** The groups of OpenTelemetry's resource attributes. */
const groups: readonly Uint8Array[] = [
  ...['cloud', 'container', 'deployment.environment', 'device', 'host', 'k8s', 'os', 'process'],
  ...['telemetry', 'webengine'],
].map(utf8Encode);

const DOT = 0x2e;
const NO_KEYS: readonly Key[] = [];
const NO_GROUPS: readonly Uint8Array[] = [];
/** What begins with each byte. */
const keysOf: readonly (readonly Key[])[] = Array.from({ length: 256 }, (_, first) => {
  const keys = exact.filter(([key]) => key[0] === first);
  return keys.length === 0 ? NO_KEYS : keys;
});
const groupsOf: readonly (readonly Uint8Array[])[] = Array.from({ length: 256 }, (_, first) => {
  const found = groups.filter((group) => group[0] === first);
  return found.length === 0 ? NO_GROUPS : found;
});

/** What the tag of a key `bytes[start, end)` is. */
export function tagKindOf(bytes: Uint8Array, start: number, end: number): TagKind {
  if (start === end) return TagKind.attribute;
  const first = bytes[start] as number;
  const keys = keysOf[first] as readonly Key[];
  for (let i = 0; i < keys.length; i++) {
    const [key, kind] = keys[i] as Key;
    if (end - start === key.length && startsWith(key, bytes, start, end)) return kind;
  }
  const found = groupsOf[first] as readonly Uint8Array[];
  for (let i = 0; i < found.length; i++) {
    const group = found[i] as Uint8Array;
    if (!startsWith(group, bytes, start, end)) continue;
    const next = start + group.length;
    if (next === end || bytes[next] === DOT) return TagKind.resource;
  }
  return TagKind.attribute;
}

function startsWith(text: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < text.length) return false;
  // The first byte is known to be equal.
  for (let i = 1; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}
