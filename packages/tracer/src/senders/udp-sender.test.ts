import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { ThriftBinaryEncoder } from '../encoding/thrift-binary-encoder.ts';
import { ThriftCompactEncoder } from '../encoding/thrift-compact-encoder.ts';
import { UdpSender } from './udp-sender.ts';

const open: { close(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function agent(
  port = 0,
  type: 'udp4' | 'udp6' = 'udp4',
): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket(type);
  socket.bind(port, type === 'udp4' ? '127.0.0.1' : '::1');
  await once(socket, 'listening');
  return { socket, port: socket.address().port };
}

function senderTo(port: number, host = '127.0.0.1'): UdpSender {
  const sender = new UdpSender({ host, port });
  open.push(sender);
  return sender;
}

const batch = (text: string): { bytes: Uint8Array; spans: number } => ({
  bytes: Buffer.from(text),
  spans: 1,
});

test.each([['127.0.0.1'], ['localhost']])('packets reach an agent at %s', async (host) => {
  const { socket, port } = await agent();
  open.push(socket);
  const message = once(socket, 'message');
  await expect(senderTo(port, host).send(batch('hello'))).resolves.toBe(0);
  expect(String((await message)[0])).toBe('hello');
});

test('packets reach an agent over IPv6', async () => {
  const { socket, port } = await agent(0, 'udp6');
  open.push(socket);
  const sender = new UdpSender({ port, socketType: 'udp6' });
  open.push(sender);
  const message = once(socket, 'message');
  await sender.send(batch('hello'));
  expect(String((await message)[0])).toBe('hello');
});

test('a packet can be sent in the last turn of a process, also as the first one', async () => {
  const { socket, port } = await agent();
  open.push(socket);
  const message = once(socket, 'message');
  expect(senderTo(port, 'localhost').sendNow(batch('last words'))).toBe(true);
  expect(String((await message)[0])).toBe('last words');
});

test('spans for an agent that is not there are told as lost, and one that comes later gets packets', async () => {
  const first = await agent();
  const { port } = first;
  first.socket.close();
  const sender = senderTo(port);
  let lost = 0;
  sender.onLost = (spans, error) => {
    expect(error.message).toContain('ECONNREFUSED');
    lost += spans;
  };
  for (let i = 0; i < 2; i++) {
    await sender.send(batch('lost')).catch(() => {
      lost += 1;
    });
  }
  await vi.waitFor(() => expect(lost).toBe(2));
  const second = await agent(port);
  open.push(second.socket);
  const message = once(second.socket, 'message');
  await sender.send(batch('found'));
  expect(String((await message)[0])).toBe('found');
});

test('an agent that dies costs the spans of the last moment only, however long packets had come', async () => {
  const first = await agent();
  const { port } = first;
  const sender = senderTo(port);
  let lost = 0;
  sender.onLost = (spans) => {
    lost += spans;
  };
  let sent = 0;
  const end = performance.now() + 200;
  while (performance.now() < end) {
    await sender.send(batch('steady'));
    sent += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  first.socket.close();
  await sender.send(batch('lost')).catch(() => {});
  await vi.waitFor(() => expect(lost).toBeGreaterThan(0));
  expect(lost).toBeLessThan(sent / 2);
});

test('a socket that nothing is sent through is given back, and another one opened when needed', async () => {
  const { socket, port } = await agent();
  open.push(socket);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const sender = senderTo(port);
    const sendAndGetPort = async (text: string): Promise<number> => {
      const message = once(socket, 'message');
      await sender.send(batch(text));
      return (await message)[1].port;
    };
    const first = await sendAndGetPort('one');
    vi.advanceTimersByTime(29_000);
    expect(await sendAndGetPort('two')).toBe(first);
    vi.advanceTimersByTime(29_000);
    expect(await sendAndGetPort('three')).toBe(first);
    vi.advanceTimersByTime(30_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(await sendAndGetPort('four')).not.toBe(first);
    sender.close();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a name that stands for nothing makes sending fail', async () => {
  await expect(senderTo(6831, 'no-such-agent.invalid').send(batch('x'))).rejects.toThrow(
    /ENOTFOUND|EAI_AGAIN/,
  );
});

test('a sender that is closed sends nothing and opens nothing', async () => {
  const { socket, port } = await agent();
  open.push(socket);
  const sender = new UdpSender({ port });
  await sender.send(batch('one'));
  sender.close();
  await expect(sender.send(batch('two'))).rejects.toThrow('closed');
  sender.close();
});

test('the protocol is compact for the port that agents have for it, else what jaeger-client sends', () => {
  expect(new UdpSender().encoder).toBeInstanceOf(ThriftCompactEncoder);
  expect(new UdpSender({ port: 6831 }).encoder).toBeInstanceOf(ThriftCompactEncoder);
  expect(new UdpSender({ port: 6832 }).encoder).toBeInstanceOf(ThriftBinaryEncoder);
  expect(new UdpSender({ port: 16_832 }).encoder).toBeInstanceOf(ThriftBinaryEncoder);
  expect(new UdpSender({ port: 16_831, protocol: 'compact' }).encoder).toBeInstanceOf(
    ThriftCompactEncoder,
  );
});
