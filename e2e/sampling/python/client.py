"""Begins traces with jaeger-client, which asks how many of them to record.

    client.py SERVICE AGENT_HOST:PORT SAMPLING_HOST:PORT

One every ten milliseconds, "buy" and "look" in turns, numbered by the tag n, until SIGTERM.
"""

import itertools
import logging
import signal
import sys
import threading

from jaeger_client import Config


def main():
    service, agent, sampling = sys.argv[1:]
    logging.basicConfig(level=logging.WARNING)
    host, _, port = agent.rpartition(':')
    config = {
        # Without a sampler it asks.
        'sampling_refresh_interval': 0.2,
        'local_agent': {
            'reporting_host': host,
            'reporting_port': port,
            'sampling_port': sampling.rpartition(':')[2],
        },
        'reporter_flush_interval': 0.1,
        'logging': False,
    }
    tracer = Config(config, service_name=service, validate=True).new_tracer()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    for n in itertools.count():
        tracer.start_span('look' if n % 2 else 'buy', tags={'n': n}).finish()
        if ended.wait(0.01):
            break
    tracer.close()


main()
