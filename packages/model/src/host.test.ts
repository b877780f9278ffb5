import { describe, expect, test } from 'vitest';
import { hostOf, instanceOf } from './index.ts';
import { resourceOf } from './testing/plain-span.ts';

describe('the machine of a resource', () => {
  test.each([
    [
      'the name that OpenTelemetry found',
      { ip: '10.0.0.1', 'host.id': 'i-7', 'host.name': 'node-3' },
      'node-3',
    ],
    ['the name that a Jaeger client found', { ip: '127.0.0.1', hostname: 'vm' }, 'vm'],
    ['the machine’s id', { 'host.id': 'i-7', 'k8s.node.name': 'pool-1' }, 'i-7'],
    ['the Kubernetes node', { 'k8s.node.name': 'pool-1', 'host.ip': ['10.0.0.1'] }, 'pool-1'],
    ['its addresses', { 'host.ip': ['10.0.0.1', 'fe80::1'] }, '10.0.0.1, fe80::1'],
    ['the address of a Jaeger client', { ip: '10.0.0.1' }, '10.0.0.1'],
    ['an address that is a number', { ip: 0x0a000001n }, '10.0.0.1'],
    ['an address that is a negative number', { ip: -1062731775 }, '192.168.0.1'],
    ['the address of a Zipkin endpoint', { 'net.host.ip': '10.0.0.9' }, '10.0.0.9'],
    ['the next that says something', { 'host.name': '', hostname: 'vm' }, 'vm'],
    ['nothing when nothing tells', { 'service.name': 'a' }, ''],
  ] as const)('is %s', (_, attributes, host) => {
    expect(hostOf(resourceOf(attributes))).toBe(host);
  });
});

describe('the instance of a resource', () => {
  test.each([
    [{ 'process.pid': 7n, 'service.instance.id': 'one' }, 'one'],
    [{ 'container.id': 'abc', 'k8s.pod.name': 'shop-0' }, 'shop-0'],
    [{ 'client-uuid': 'u', 'container.id': 'abc' }, 'abc'],
    [{ 'client-uuid': 'u', 'process.pid': 7n }, 'u'],
    [{ 'process.pid': 7n }, '7'],
    [{}, ''],
  ] as const)('of %o is %s', (attributes, instance) => {
    expect(instanceOf(resourceOf(attributes))).toBe(instance);
  });
});
