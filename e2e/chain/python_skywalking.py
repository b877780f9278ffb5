"""A server that SkyWalking's agent for Python traces, by itself.

    python_skywalking.py SERVICE COLLECTOR_HOST:PORT

GET /OPERATION?next=URL&next=URL calls the first URL with the other ones, and answers what was seen here and there.
"""

import json
import logging
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

from skywalking import agent, config
from skywalking.trace.context import get_context

PATIENCE_SECONDS = 10
SERVICE, COLLECTOR = sys.argv[1:]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):  # The name that http.server asks for.
        trace_id = str(get_context().segment.related_traces[0])
        hops = [{'service': SERVICE, 'traceId': trace_id, 'baggage': {}}]
        further = parse_qs(urlsplit(self.path).query).get('next', [])
        try:
            if further:
                query = urlencode({'next': further[1:]}, doseq=True)
                with urlopen(f'{further[0]}?{query}', timeout=PATIENCE_SECONDS) as response:
                    hops += json.load(response)
            status, answer = 200, json.dumps(hops)
        except Exception as error:
            logging.exception('the request failed')
            status, answer = 502, str(error)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_):
        """Says nothing of each request."""


def main():
    config.init(
        agent_collector_backend_services=COLLECTOR,
        agent_name=SERVICE,
        agent_logging_level='ERROR',
    )
    agent.start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    print(json.dumps({'address': f'http://127.0.0.1:{server.server_port}'}), flush=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()


if __name__ == '__main__':
    main()
