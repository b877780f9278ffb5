"""A server that jaeger-client traces: it takes Jaeger's headers and gives W3C's.

    server.py SERVICE AGENT_HOST:PORT

GET /OPERATION?next=URL&next=URL calls the first URL with the other ones, and answers what was seen here and there.
"""

import json
import logging
import signal
import sys
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from jaeger_client import Config
from opentracing import Format
from opentracing.ext import tags

import w3c_codec

PATIENCE_SECONDS = 10


def start_tracer(service, agent):
    host, _, port = agent.rpartition(':')
    config = {
        'sampler': {'type': 'const', 'param': 1},
        'local_agent': {'reporting_host': host, 'reporting_port': port},
        'reporter_flush_interval': 0.1,
        'logging': True,
    }
    tracer = Config(config, service_name=service, validate=True).new_tracer()
    tracer.codecs[w3c_codec.FORMAT] = w3c_codec.W3cCodec()
    return tracer


def relay(tracer, url, headers):
    """Traces a request and what it leads to."""
    parent = tracer.extract(Format.HTTP_HEADERS, headers)
    operation = url.path.lstrip('/')
    server = {tags.SPAN_KIND: tags.SPAN_KIND_RPC_SERVER}
    with tracer.start_span(operation, child_of=parent, tags=server) as span:
        hop = {
            'service': tracer.service_name,
            'traceId': f'{span.trace_id:x}',
            'baggage': dict(span.context.baggage),
        }
        further = parse_qs(url.query).get('next', [])
        return [hop, *call(tracer, span, further)] if further else [hop]


def call(tracer, parent, further):
    target = urlsplit(further[0])
    client = {tags.SPAN_KIND: tags.SPAN_KIND_RPC_CLIENT}
    operation = f'call {target.path.lstrip("/")}'
    with tracer.start_span(operation, child_of=parent, tags=client) as span:
        headers = {}
        tracer.inject(span, w3c_codec.FORMAT, headers)
        connection = HTTPConnection(target.hostname, target.port, timeout=PATIENCE_SECONDS)
        try:
            query = urlencode({'next': further[1:]}, doseq=True)
            connection.request('GET', f'{target.path}?{query}', headers=headers)
            response = connection.getresponse()
            body = response.read()
            if response.status != 200:
                raise RuntimeError(f'{target.geturl()} answers {response.status}: {body!r}')
            return json.loads(body)
        finally:
            connection.close()


def handler_for(tracer):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # The name that http.server asks for.
            try:
                status, answer = 200, relay(tracer, urlsplit(self.path), self.headers)
            except Exception as error:
                logging.exception('the request failed')
                status, answer = 502, str(error)
            self.send_response(status)
            self.send_header('Content-Type', 'application/json')
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_):
            """Says nothing of each request."""

    return Handler


def main():
    logging.basicConfig(level=logging.WARNING)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    tracer = start_tracer(*sys.argv[1:])
    server = ThreadingHTTPServer(('127.0.0.1', 0), handler_for(tracer))
    print(json.dumps({'address': f'http://127.0.0.1:{server.server_port}'}), flush=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()
        tracer.close()


if __name__ == '__main__':
    main()
