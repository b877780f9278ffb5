"""W3C's traceparent and baggage for jaeger-client, which has no codec for them.

https://www.w3.org/TR/trace-context/ and https://www.w3.org/TR/baggage/
"""

from urllib.parse import quote, unquote

from jaeger_client.constants import SAMPLED_FLAG
from jaeger_client.span_context import SpanContext

FORMAT = 'w3c'


class W3cCodec:
    def inject(self, span_context, carrier):
        sampled = span_context.flags & SAMPLED_FLAG
        carrier['traceparent'] = (
            f'00-{span_context.trace_id:032x}-{span_context.span_id:016x}-{sampled:02x}'
        )
        if span_context.baggage:
            items = span_context.baggage.items()
            carrier['baggage'] = ','.join(f'{key}={quote(value, safe="")}' for key, value in items)

    def extract(self, carrier):
        headers = {key.lower(): value for key, value in carrier.items()}
        fields = headers.get('traceparent', '').split('-')
        if len(fields) < 4:
            return None
        _, trace_id, span_id, flags = fields[:4]
        members = (
            member.split(';')[0].partition('=')
            for member in headers.get('baggage', '').split(',')
            if '=' in member
        )
        return SpanContext(
            trace_id=int(trace_id, 16),
            span_id=int(span_id, 16),
            parent_id=0,
            flags=int(flags, 16) & SAMPLED_FLAG,
            baggage={key.strip(): unquote(value.strip()) for key, _, value in members},
        )
