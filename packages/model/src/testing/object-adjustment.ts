// The model of `adjustTrace`: the same rules on spans that are objects, one after another.
import { type Attribute, valueText } from '../attribute.ts';
import type { ClockSkewOptions } from '../clock-skew.ts';
import { ipv4Text } from '../ip-address.ts';
import { type Resource, type Span, spanIdentity } from '../span.ts';
import { SpanFormat } from '../span-kind.ts';
import { spanObject } from '../span-view.ts';
import { adjustClockSkew } from './object-clock-skew.ts';
import { uniqueServerSpanIds } from './object-server-ids.ts';

const ipKeys: ReadonlySet<string> = new Set(['ip', 'peer.ipv4']);
const libraryKeys: ReadonlySet<string> = new Set([
  'telemetry.sdk.language',
  'telemetry.sdk.name',
  'telemetry.sdk.version',
  'telemetry.distro.name',
  'telemetry.distro.version',
]);

/**
 * Adjusts the spans of one trace, which are in the order of a trace.
 * @returns new objects where something changed, the given ones elsewhere
 */
export function adjustObjects(spans: readonly Span[], options: ClockSkewOptions): Span[] {
  const adjuster = new AttributeAdjuster();
  return adjustClockSkew(uniqueServerSpanIds(spans), options).map((span) =>
    withoutEmptyLinks(adjuster.adjust(span)),
  );
}

/** The first of each group of spans with one identity. */
export function withoutDuplicates(spans: readonly Span[]): Span[] {
  const ids = new Set<string>();
  const repeated = new Set<string>();
  for (const { spanId } of spans) {
    if (ids.has(spanId)) repeated.add(spanId);
    else ids.add(spanId);
  }
  const seen = new Set<string>();
  return spans.filter((span) => {
    // Few spans share an id; identities of the others need not be written out.
    if (!repeated.has(span.spanId)) return true;
    const identity = spanIdentity(span);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

/** The span without links whose trace id or span id is zero; a warning tells of each. */
function withoutEmptyLinks(span: Span): Span {
  const { links } = span;
  const kept = links.filter(({ traceId, spanId }) => !isZeroId(traceId) && !isZeroId(spanId));
  if (kept.length === links.length) return span;
  const warnings = Array.from(
    { length: links.length - kept.length },
    () => 'Invalid span link removed',
  );
  return { ...spanObject(span), links: kept, warnings: [...span.warnings, ...warnings] };
}

function isZeroId(id: string): boolean {
  return /^0*$/.test(id);
}

/** Changes attributes that Jaeger's older clients write otherwise; equal resources stay one object. */
class AttributeAdjuster {
  readonly #resources = new Map<Resource, Map<string, Resource>>();

  adjust(span: Span): Span {
    // Spans of OTLP have neither, and most spans are of OTLP.
    if (span.format === SpanFormat.otlp) return span;
    const given = span.attributes;
    const attributes = withIpTexts(given);
    const kept: Attribute[] = [];
    const moved: Attribute[] = [];
    const warnings: string[] = [];
    for (const attribute of attributes) {
      const { key } = attribute;
      if (!libraryKeys.has(key)) kept.push(attribute);
      else if (conflicts(span.resource, attribute)) {
        kept.push(attribute);
        warnings.push(`conflicting values between Span and Resource for attribute ${key}`);
      } else moved.push(attribute);
    }
    const resource = this.#resource(span.resource, moved);
    const isSame = attributes === given && moved.length === 0 && warnings.length === 0;
    if (isSame && resource === span.resource) return span;
    return {
      ...spanObject(span),
      attributes: kept,
      resource,
      warnings: [...span.warnings, ...warnings],
    };
  }

  /** The resource with addresses as texts and with what moves to it. */
  #resource(resource: Resource, moved: readonly Attribute[]): Resource {
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
