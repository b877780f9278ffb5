// Zipkin has no resource: OpenTelemetry's exporters to it write theirs as tags of each span.

/** The groups of OpenTelemetry's resource attributes. */
const groups =
  /^(?:cloud|container|deployment\.environment|device|host|k8s|os|process|telemetry|webengine)(?:\.|$)/;
const others: ReadonlySet<string> = new Set([
  ...['service.name', 'service.namespace', 'service.version', 'service.instance.id'],
]);

/** Whether a tag says something of the process that sent a span, by OpenTelemetry's semantic conventions. */
export function isResourceTag(key: string): boolean {
  return others.has(key) || groups.test(key);
}
