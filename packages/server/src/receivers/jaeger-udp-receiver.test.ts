import { createSocket, type Socket } from 'node:dgram';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { Pipeline } from '../pipeline/pipeline.ts';
import { anyPort, patient, QuickWriter } from '../testing/receiver-context.ts';
import { decodeWords, HoldingWriter } from '../testing/writer-double.ts';
import { openJaegerUdpReceiver, type UdpReceiver } from './jaeger-udp-receiver.ts';
import { dropsInTables } from './kernel-drops.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Told {
  packets: number;
  bytes: number;
  malformed: number;
  accepted: number;
  rejected: string[];
  lost: number;
}

async function opened(store: HoldingWriter) {
  const pipeline = new Pipeline(store, { onWrite: () => {}, onFault: () => {} });
  const tolds: Told[] = [];
  const portOf = () => {
    const told: Told = { packets: 0, bytes: 0, malformed: 0, accepted: 0, rejected: [], lost: 0 };
    tolds.push(told);
    return {
      address: anyPort,
      decode: decodeWords,
      malformedReason: 'words: bad',
      observer: {
        onPackets: (packets: number, bytes: number) => {
          told.packets += packets;
          told.bytes += bytes;
        },
        onDropped: () => {},
        onMalformed: (count: number) => {
          told.malformed += count;
        },
        onTaken: ({
          accepted,
          rejected,
        }: {
          accepted: number;
          rejected: ReadonlyMap<string, number>;
        }) => {
          told.accepted += accepted;
          told.rejected.push(...rejected.keys());
        },
        onLost: (_reason: string, spans: number) => {
          told.lost += spans;
        },
      },
    };
  };
  const fatal: Error[] = [];
  const receiver = await openJaegerUdpReceiver([portOf(), portOf()], {
    pipeline,
    logger: pino({ level: 'silent' }),
    onFatal: (error) => fatal.push(error),
  });
  const [first, second] = tolds as [Told, Told];
  return { receiver, pipeline, first, second, fatal };
}

function sender(): Socket {
  const socket = createSocket('udp4');
  closers.push(() => {
    socket.close();
  });
  return socket;
}

function send(
  socket: Socket,
  { addresses }: UdpReceiver,
  index: number,
  text: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, addresses[index]?.port ?? 0, '127.0.0.1', (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

test('datagrams of both ports are stored, and those that can not be read are counted', async () => {
  const { receiver, first, second, fatal } = await opened(new QuickWriter());
  closers.push(() => receiver.close(patient));
  const socket = sender();
  const large = 'w '.repeat(32_500);
  for (const text of ['a b', 'broken', 'c bad', large]) await send(socket, receiver, 0, text);
  await send(socket, receiver, 1, 'd');
  await expect.poll(() => [first.accepted, second.accepted]).toEqual([32_503, 1]);
  expect(first).toMatchObject({ packets: 4, bytes: 65_014, malformed: 2, rejected: [] });
  expect(fatal).toEqual([]);
});

test('spans that can not be stored are counted', async () => {
  const store = new QuickWriter();
  store.error = new Error('the disk is gone');
  const { receiver, first } = await opened(store);
  closers.push(() => receiver.close(patient));
  await send(sender(), receiver, 0, 'a b');
  await expect.poll(() => first.lost).toBe(2);
});

test('closing takes in what has been sent, and waits until it is stored', async () => {
  const store = new HoldingWriter();
  const { receiver, first } = await opened(store);
  const socket = sender();
  for (let i = 0; i < 50; i++) await send(socket, receiver, 0, `s${i}`);
  let closed = false;
  const closing = receiver.close(patient).then(() => {
    closed = true;
  });
  let ended = 0;
  await expect
    .poll(() => {
      for (const write of store.writes.slice(ended)) write.succeed();
      ended = store.writes.length;
      return first.accepted;
    })
    .toBe(50);
  await closing;
  expect(closed).toBe(true);
});

test('a store that never answers does not keep it from closing', async () => {
  const store = new HoldingWriter();
  const { receiver } = await opened(store);
  await send(sender(), receiver, 0, 'a');
  await expect.poll(() => store.writes.length).toBe(1);
  await receiver.close(AbortSignal.timeout(20));
});

test('a taken port is one line that names the port and the flag, and frees the other', async () => {
  const { receiver, pipeline } = await opened(new QuickWriter());
  const taken = receiver.addresses[1]?.port ?? 0;
  const ports = [0, taken].map((port) => ({
    address: { host: '127.0.0.1', port, flag: '--jaeger-udp-binary' },
    decode: decodeWords,
    malformedReason: '',
    observer: {
      onPackets: () => {},
      onDropped: () => {},
      onMalformed: () => {},
      onTaken: () => {},
      onLost: () => {},
    },
  }));
  const context = { pipeline, logger: pino({ level: 'silent' }), onFatal: () => {} };
  await expect(openJaegerUdpReceiver(ports, context)).rejects.toThrow(
    `port ${taken} is taken; choose another with --jaeger-udp-binary :PORT or off`,
  );
  await receiver.close(patient);
});

test('the drops of the kernel are those of the port', () => {
  const head =
    'sl local_address rem_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode ref pointer drops';
  const line = (local: string, drops: number): string =>
    ` 123: ${local} 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 1 2 0000000000000000 ${drops}`;
  const tables = [
    [head, line('0100007F:1AAF', 7), line('0100007F:1AB0', 5)].join('\n'),
    [head, line('00000000000000000000000001000000:1AAF', 1), ''].join('\n'),
  ];
  expect(dropsInTables(tables, 6831)).toBe(8);
  expect(dropsInTables(tables, 6832)).toBe(5);
  expect(dropsInTables(tables, 6833)).toBeUndefined();
});
