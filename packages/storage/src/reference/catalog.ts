// What there is to search for in a list of spans.
import { type Attribute, compareText, remoteServiceOf, type Span, valueText } from '@clew/model';
import type { AttributeKey, Operation } from '../span-store.ts';

/** The names of services that spans have, the empty one left out. */
export function servicesOf(spans: readonly Span[]): string[] {
  const names = new Set(spans.map((span) => span.resource.serviceName));
  names.delete('');
  return [...names].sort(compareText);
}

/** The operations of a service. */
export function operationsOf(spans: readonly Span[], service: string): Operation[] {
  const found = new Map<string, Operation>();
  for (const { name, kind, resource } of spans) {
    if (resource.serviceName === service) found.set(`${kind} ${name}`, { name, kind });
  }
  return [...found.values()].sort((a, b) => compareText(a.name, b.name) || a.kind - b.kind);
}

/** The services that spans of a service name as their other end. */
export function remoteServicesOf(spans: readonly Span[], service: string): string[] {
  const names = new Set(
    spans.filter((span) => span.resource.serviceName === service).map(remoteServiceOf),
  );
  names.delete('');
  return [...names].sort(compareText);
}

/** The keys of attributes, whatever their values. */
export function attributeKeysOf(spans: readonly Span[]): AttributeKey[] {
  const found = new Map<string, AttributeKey>();
  for (const span of spans) {
    for (const scope of scopes) {
      for (const { key } of attributesIn(span, scope)) found.set(`${scope} ${key}`, { scope, key });
    }
  }
  return [...found.values()].sort(
    (a, b) => compareText(a.key, b.key) || compareText(a.scope, b.scope),
  );
}

/** All values of an attribute that are strings, numbers or booleans, as texts. */
export function attributeValuesOf(spans: readonly Span[], { scope, key }: AttributeKey): string[] {
  const found = new Set<string>();
  for (const span of spans) {
    for (const attribute of attributesIn(span, scope)) {
      if (attribute.key !== key) continue;
      const { value } = attribute;
      if (typeof value !== 'object') found.add(valueText(value));
    }
  }
  return [...found].sort(compareText);
}

const scopes = ['span', 'event', 'link', 'scope', 'resource'] as const;

function attributesIn(span: Span, scope: AttributeKey['scope']): readonly Attribute[] {
  switch (scope) {
    case 'span':
      return span.attributes;
    case 'event':
      return span.events.flatMap((event) => event.attributes);
    case 'link':
      return span.links.flatMap((link) => link.attributes);
    case 'scope':
      return span.scope.attributes;
    case 'resource':
      return span.resource.attributes;
  }
}
