"""A program under SkyWalking's Python agent: an entry, exits, a local span, a hand-over to a thread, and a batch of messages."""
import sys
import threading
import time

from skywalking import Component, Layer, Log, LogItem, agent, config
from skywalking.trace.context import get_context
from skywalking.trace.tags import TagDbStatement

config.init(
    agent_collector_backend_services=sys.argv[1],
    agent_name='py-shop',
    agent_instance_name='lab@10.0.0.9',
    agent_logging_level='ERROR',
)
agent.start()


def work_in_thread(snapshot):
    context = get_context()
    with context.new_local_span(op='thread') as span:
        context.continued(snapshot)
        span.component = Component.Unknown


def produce(topic):
    with get_context().new_exit_span(op=f'{topic}/produce', peer='mq:9092') as span:
        span.layer = Layer.MQ
        span.component = Component.KafkaProducer
        return span.inject()


def checkout():
    context = get_context()
    with context.new_entry_span(op='/checkout') as span:
        span.layer = Layer.Http
        span.component = Component.Flask
        span.peer = '10.0.0.1:5000'
        with context.new_local_span(op='prepare'):
            pass
        with context.new_exit_span(op='SELECT', peer='db:3306') as query:
            query.layer = Layer.Database
            query.component = Component.PyMysql
            query.tag(TagDbStatement('select 库存'))
            query.log(RuntimeError('no stock'))
        thread = threading.Thread(target=work_in_thread, args=(context.capture(),))
        thread.start()
        thread.join()
        return [produce('orders'), produce('orders')]


def consume(carriers):
    with get_context().new_entry_span(op='orders/consume') as span:
        span.layer = Layer.MQ
        span.component = Component.KafkaConsumer
        for carrier in carriers:
            span.extract(carrier)


batch = checkout()
batch += checkout()
consume(batch)
time.sleep(3)
