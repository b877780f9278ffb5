// A span with two children, which are told who their parent is:
//   node examples/spider.ts [address]
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

const page = createServer((_, response) => response.end('<title>A page</title>'));
const url = process.argv[2] ?? (await addressOf(page));

const spider = tracer.startSpan('spider');

const get = tracer.startSpan('get', { childOf: spider });
const html = await (await fetch(url)).text();
get.setTag('http.url', url).finish();

const parser = tracer.startSpan('parser', { childOf: spider });
await sleep(10 + 90 * Math.random());
parser.log({ event: 'parsed', title: /<title>(.*?)<\/title>/.exec(html)?.[1] ?? '' }).finish();

spider.finish();

const traceId = spider.context().toTraceId();
console.log(`trace ${traceId}: http://127.0.0.1:16686/trace/${traceId}`);
page.close();
await tracer.close(); // sends what was not sent yet

/** Starts a server on a free port, so that no internet is needed. */
async function addressOf(server: typeof page): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}
