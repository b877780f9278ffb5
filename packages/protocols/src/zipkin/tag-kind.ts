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

interface Key {
  readonly text: Uint8Array;
  readonly kind: TagKind;
}

const exact: readonly Key[] = [
  key('error', TagKind.error),
  key('otel.status_code', TagKind.statusCode),
  key('otel.status_description', TagKind.statusDescription),
  key('otel.scope.name', TagKind.scopeName),
  key('otel.scope.version', TagKind.scopeVersion),
  key('service.name', TagKind.serviceName),
  key('service.namespace', TagKind.resource),
  key('service.version', TagKind.resource),
  key('service.instance.id', TagKind.resource),
];
/** The groups of OpenTelemetry's resource attributes. */
const resourceGroups: readonly Uint8Array[] = [
  ...['cloud', 'container', 'deployment.environment', 'device', 'host', 'k8s', 'os', 'process'],
  ...['telemetry', 'webengine'],
].map(utf8Encode);

const DOT = 0x2e;
/** What begins with a byte. */
interface Beginnings {
  /** A bit for the lower five of each second byte: most tags are told by that. */
  readonly seconds: number;
  readonly keys: readonly Key[];
  readonly groups: readonly Uint8Array[];
}
const NO_BEGINNINGS: Beginnings = { seconds: 0, keys: [], groups: [] };
const beginningsOf: readonly Beginnings[] = Array.from({ length: 256 }, (_, first) => {
  const keys = exact.filter(({ text }) => text[0] === first);
  const found = resourceGroups.filter((group) => group[0] === first);
  const seconds = [...keys.map(({ text }) => text), ...found].reduce(
    (bits, text) => bits | (1 << ((text[1] as number) & 31)),
    0,
  );
  return seconds === 0 ? NO_BEGINNINGS : { seconds, keys, groups: found };
});

function key(text: string, kind: TagKind): Key {
  return { text: utf8Encode(text), kind };
}

/** What the tag of a key `bytes[start, end)` is. */
export function tagKindOf(bytes: Uint8Array, start: number, end: number): TagKind {
  const length = end - start;
  if (length < 2) return TagKind.attribute;
  const { seconds, keys, groups } = beginningsOf[bytes[start] as number] as Beginnings;
  if (((seconds >>> ((bytes[start + 1] as number) & 31)) & 1) === 0) return TagKind.attribute;
  for (let i = 0; i < keys.length; i++) {
    const { text, kind } = keys[i] as Key;
    if (length === text.length && startsWith(text, bytes, start)) return kind;
  }
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] as Uint8Array;
    if (length < group.length || !startsWith(group, bytes, start)) continue;
    if (length === group.length || bytes[start + group.length] === DOT) return TagKind.resource;
  }
  return TagKind.attribute;
}

function startsWith(text: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}
