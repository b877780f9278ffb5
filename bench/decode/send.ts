// Sends bodies over HTTP, gRPC and UDP, several at a time, as many clients do.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials } from '@grpc/grpc-js';
import type { Bodies } from './bodies.ts';

const CONNECTIONS = 16;

/** Sends the bodies from 0 on and resolves when each was answered. */
export type Send = (port: number, bodies: Bodies, count: number) => Promise<void>;

/** Over HTTP. */
export function overHttp(path: string, contentType: string): Send {
  return async (port, bodies, count) => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const headers = { 'content-type': contentType };
    await inTurns(count, async (index) => {
      const sent = request({
        ...{ agent, port, path, headers, host: '127.0.0.1', method: 'POST' },
      });
      sent.end(bodies.body(index));
      const [response] = await once(sent, 'response');
      response.resume();
      await once(response, 'end');
      if (response.statusCode >= 300) throw new Error(`the server answered ${response.statusCode}`);
    });
    agent.destroy();
  };
}

/** Over gRPC: one method, whose requests are these bytes. */
export function overGrpc(method: string): Send {
  return async (port, bodies, count) => {
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const same = (bytes: Buffer): Buffer => bytes;
    await inTurns(count, (index) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      client.makeUnaryRequest(method, same, same, bodies.body(index), (error) =>
        error === null ? resolve() : reject(error),
      );
      return promise;
    });
    client.close();
  };
}

/**
 * Over UDP, at a rate that leaves nothing behind; nobody answers.
 * @param perSecond datagrams
 */
export function overUdp(perSecond: number): Send {
  return async (port, bodies, count) => {
    const socket = createSocket('udp4');
    const started = performance.now();
    let sent = 0;
    while (sent < count) {
      const due = Math.min(count, Math.ceil(((performance.now() - started) / 1000) * perSecond));
      for (; sent < due; sent++) socket.send(bodies.body(sent), port, '127.0.0.1');
      await sleep(1);
    }
    await new Promise<void>((resolve) => socket.close(resolve));
  };
}

async function inTurns(count: number, send: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, run));
}
