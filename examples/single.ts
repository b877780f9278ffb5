// One span around an HTTP request:
//   node examples/single.ts [address]
// Spans go to 127.0.0.1:6831, or where JAEGER_AGENT_HOST and JAEGER_AGENT_PORT say.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { initTracerFromEnv, opentracing } from '@clew/tracer';

const { Tags } = opentracing;
const tracer = initTracerFromEnv({
  serviceName: 'mxshop',
  sampler: { type: 'const', param: 1 }, // 1 records every trace, 0 none
});

const page = createServer((_, response) => response.end('<title>A page</title>'));
const url = process.argv[2] ?? (await addressOf(page));

const span = tracer.startSpan('TestSpan', {
  tags: {
    [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_CLIENT,
    [Tags.HTTP_METHOD]: 'GET',
    [Tags.HTTP_URL]: url,
  },
});
try {
  const response = await fetch(url);
  span.setTag(Tags.HTTP_STATUS_CODE, response.status);
  const body = await response.text();
  span.log({ event: 'response', bytes: Buffer.byteLength(body) });
} catch (error) {
  span.setTag(Tags.ERROR, true);
  span.log({ event: 'error', message: String(error) });
} finally {
  span.finish();
}

const traceId = span.context().toTraceId();
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
