// What Jaeger changes in attributes before it shows them: what its older clients write otherwise.
import { type Attribute, valueText } from './attribute.ts';
import { ipv4Text } from './ip-address.ts';
import type { Resource, Span } from './span.ts';
import { SpanFormat } from './span-kind.ts';
import { spanObject } from './span-view.ts';

const ipKeys: ReadonlySet<string> = new Set(['ip', 'peer.ipv4']);
const libraryKeys: ReadonlySet<string> = new Set([
  'telemetry.sdk.language',
  'telemetry.sdk.name',
  'telemetry.sdk.version',
  'telemetry.distro.name',
  'telemetry.distro.version',
]);

/** Adjusts the spans of one trace; equal resources stay one object. */
export class AttributeAdjuster {
  readonly #resources = new Map<Resource, Map<string, Resource>>();

  /**
   * The span with addresses that are numbers as texts, and without what old exporters said of their library on each span:
   * its resource says it.
   * @returns the given span where nothing changes
   */
  adjust(span: Span): Span {
    // Spans of OTLP have neither, and most spans are of OTLP.
    if (span.format === SpanFormat.otlp) return span;
    const given = span.attributes;
    const attributes = withIpTexts(given);
    const moved = movedToResource(given, span.resource);
    const resource = this.#variant(span.resource, moved);
    const conflicts = given.filter((one) => isLibrary(one) && !moved.includes(one));
    const isSame = attributes === given && moved.length === 0 && conflicts.length === 0;
    if (isSame && resource === span.resource) return span;
    const warnings = conflicts.map(
      ({ key }) => `conflicting values between Span and Resource for attribute ${key}`,
    );
    return {
      ...spanObject(span),
      attributes: attributes.filter((one) => !moved.includes(one)),
      resource,
      warnings: [...span.warnings, ...warnings],
    };
  }

  /** The resource that an adjusted span has: the same object for the same. */
  resourceOf(span: Span): Resource {
    if (span.format === SpanFormat.otlp) return span.resource;
    return this.#variant(span.resource, movedToResource(span.attributes, span.resource));
  }

  /** The resource with addresses as texts and with what moves to it. */
  #variant(resource: Resource, moved: readonly Attribute[]): Resource {
    const variants = this.#resources.get(resource) ?? new Map<string, Resource>();
    this.#resources.set(resource, variants);
    const variant = moved.map(({ key, value }) => `${key}=${valueText(value)}`).join('\n');
    const known = variants.get(variant);
    if (known !== undefined) return known;
    const present = new Set(resource.attributes.map(({ key }) => key));
    const added = moved.filter(({ key }) => !present.has(key));
    const attributes = withIpTexts(resource.attributes);
    const isSame = attributes === resource.attributes && added.length === 0;
    const made = isSame ? resource : { ...resource, attributes: [...attributes, ...added] };
    variants.set(variant, made);
    return made;
  }
}

/** What is said of the library, unless the resource says otherwise. */
function movedToResource(
  attributes: readonly Attribute[],
  resource: Resource,
): readonly Attribute[] {
  return attributes.filter((one) => isLibrary(one) && !conflicts(resource, one));
}

function isLibrary({ key }: Attribute): boolean {
  return libraryKeys.has(key);
}

/** The attributes with addresses that are numbers as texts; the same list when there are none. */
function withIpTexts(attributes: readonly Attribute[]): readonly Attribute[] {
  if (!attributes.some(isNumericIp)) return attributes;
  return attributes.map((one) =>
    isNumericIp(one) ? { key: one.key, value: ipv4Text(one.value) } : one,
  );
}

function isNumericIp(one: Attribute): one is { key: string; value: bigint | number } {
  return ipKeys.has(one.key) && (typeof one.value === 'bigint' || typeof one.value === 'number');
}

function conflicts(resource: Resource, { key, value }: Attribute): boolean {
  const present = resource.attributes.find((one) => one.key === key);
  return present !== undefined && valueText(present.value) !== valueText(value);
}
