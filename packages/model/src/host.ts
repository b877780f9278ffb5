// Which machine and which instance of a service sent a span. Every protocol's notion of them is an
// attribute of the resource; this is the one place that knows which.
import { type AttributeValue, valueText } from './attribute.ts';
import { ipv4Text } from './ip-address.ts';
import type { Resource } from './span.ts';

/**
 * What names the machine, the most telling first:
 *
 * | attribute | who sets it |
 * | --- | --- |
 * | `host.name` | OpenTelemetry's host detector |
 * | `hostname` | Jaeger's clients |
 * | `host.id` | OpenTelemetry, where the name is not known |
 * | `k8s.node.name` | OpenTelemetry's Kubernetes detector |
 * | `host.ip` | OpenTelemetry; a list of addresses |
 * | `ip` | Jaeger's clients; as a text or as the number of an IPv4 address |
 * | `net.host.ip` | Zipkin's local endpoint |
 */
const hostAttributes: readonly string[] = [
  'host.name',
  'hostname',
  'host.id',
  'k8s.node.name',
  'host.ip',
  'ip',
  'net.host.ip',
];

/**
 * What tells the instances of a service apart, the most telling first:
 *
 * | attribute | who sets it |
 * | --- | --- |
 * | `service.instance.id` | OpenTelemetry; SkyWalking's service instance |
 * | `k8s.pod.name` | OpenTelemetry's Kubernetes detector |
 * | `container.id` | OpenTelemetry's container detector |
 * | `client-uuid` | Jaeger's clients, anew at each start |
 * | `process.pid` | OpenTelemetry's process detector |
 */
const instanceAttributes: readonly string[] = [
  'service.instance.id',
  'k8s.pod.name',
  'container.id',
  'client-uuid',
  'process.pid',
];

/** The machine that a resource is on, or the empty text when nothing tells. */
export function hostOf(resource: Resource): string {
  return firstOf(resource, hostAttributes);
}

/** The instance of its service that a resource is, or the empty text when nothing tells. */
export function instanceOf(resource: Resource): string {
  return firstOf(resource, instanceAttributes);
}

function firstOf(resource: Resource, keys: readonly string[]): string {
  for (const wanted of keys) {
    for (const { key, value } of resource.attributes) {
      if (key !== wanted) continue;
      const text = textOf(key, value);
      if (text !== '') return text;
    }
  }
  return '';
}

function textOf(key: string, value: AttributeValue): string {
  if (key === 'ip' && (typeof value === 'bigint' || typeof value === 'number')) {
    return ipv4Text(value);
  }
  return Array.isArray(value) ? value.map(valueText).join(', ') : valueText(value);
}

/** Where a resource says on which host it is: the first of these that it has, as Jaeger 2 looks for it. */
const skewHostAttributes: readonly string[] = ['host.id', 'host.ip', 'host.name', 'ip'];

/** What tells the host of a resource apart from others to Jaeger; the empty text where nothing does. */
export function hostKey(resource: Resource, keys: readonly string[] = skewHostAttributes): string {
  for (const wanted of keys) {
    const found = resource.attributes.find(({ key }) => key === wanted);
    if (found !== undefined) return valueText(found.value);
  }
  return '';
}
