// Calls within calls. No function is handed its parent: the span that is active where another one starts is its parent,
// across await and timers.
//   node examples/nested.ts [address]
// Spans go to 127.0.0.1:6831, or where JAEGER_AGENT_HOST and JAEGER_AGENT_PORT say.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { initTracerFromEnv } from '@clew/tracer';

const tracer = initTracerFromEnv({
  serviceName: 'mxshop',
  sampler: { type: 'const', param: 1 }, // 1 records every trace, 0 none
});

async function download(url: string): Promise<string> {
  const response = await fetch(url);
  tracer.activeSpan()?.addTags({ 'http.url': url, 'http.status_code': response.status });
  return await response.text();
}

async function parse(html: string): Promise<string> {
  await sleep(randomMillis());
  return /<title>(.*?)<\/title>/.exec(html)?.[1] ?? '';
}

async function insertToMysql(title: string): Promise<void> {
  const statement = await tracer.startActiveSpan('prepare', async () => {
    await sleep(randomMillis());
    return 'INSERT INTO course (title) VALUES (?)';
  });
  const tags = { 'db.type': 'sql', 'db.statement': statement };
  await tracer.startActiveSpan('execute', { tags }, async (span) => {
    await sleep(randomMillis());
    span.log({ event: 'inserted', title });
  });
}

const page = createServer((_, response) => response.end('<title>A course</title>'));
const address = process.argv[2] ?? (await addressOf(page));

const traceId = await tracer.startActiveSpan('spider2', async (span) => {
  const html = await tracer.startActiveSpan('get', () => download(address));
  const title = await tracer.startActiveSpan('parser', () => parse(html));
  await tracer.startActiveSpan('insert', () => insertToMysql(title));
  return span.context().toTraceId();
});

console.log(`trace ${traceId}: http://127.0.0.1:16686/trace/${traceId}`);
page.close();
await tracer.close(); // sends what was not sent yet

function randomMillis(): number {
  return 10 + 90 * Math.random();
}

/** Starts a server on a free port, so that no internet is needed. */
async function addressOf(server: typeof page): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}
