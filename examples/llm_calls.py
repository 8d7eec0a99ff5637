"""Calls an OpenAI-compatible endpoint and reports each call with plain OpenTelemetry.

Needs:  pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
Usage:  python3 examples/llm_calls.py http://127.0.0.1:4714/v1/chat/completions writer
Aceso:  OTEL_EXPORTER_OTLP_ENDPOINT (default http://127.0.0.1:4600); with a token set
        OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20<token>"
"""

import json
import os
import sys
import time
import urllib.request

os.environ.setdefault("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4600")
os.environ.setdefault("OTEL_SERVICE_NAME", "example")

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

endpoint, model = sys.argv[1], sys.argv[2]
provider = TracerProvider()
# A restart of Aceso must not lose spans: the exporter may retry for a minute.
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=60)))
tracer = provider.get_tracer("example")


def ask(question: str) -> str:
    with tracer.start_as_current_span(f"chat {model}", kind=SpanKind.CLIENT) as span:
        span.set_attribute("gen_ai.operation.name", "chat")
        span.set_attribute("gen_ai.request.model", model)
        span.set_attribute("gen_ai.output.type", "json")
        span.set_attribute("aceso.prompt.version", "p1")
        body = {
            "model": model,
            "stream": True,
            "user": "example",
            "messages": [{"role": "user", "content": question}],
            "metadata": {"id": f"example-{time.time_ns()}"},
        }
        request = urllib.request.Request(
            endpoint, json.dumps(body).encode(), {"content-type": "application/json"}
        )
        started = time.perf_counter()
        pieces: list[str] = []
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                for line in response:
                    text = line.decode().strip()
                    if not text.startswith("data: {"):
                        continue
                    if not pieces:
                        first = time.perf_counter() - started
                        span.set_attribute("gen_ai.response.time_to_first_chunk", first)
                    pieces.append(json.loads(text[6:])["choices"][0]["delta"]["content"])
        except OSError as error:
            span.set_status(Status(StatusCode.ERROR, str(error)))
            span.set_attribute("error.type", type(error).__name__)
            raise
        answer = "".join(pieces)
        span.set_attribute("gen_ai.usage.output_tokens", len(pieces))
        # With the answer on the span, Aceso checks that it is the JSON declared above.
        message = {"role": "assistant", "parts": [{"type": "text", "content": answer}]}
        span.set_attribute("gen_ai.output.messages", json.dumps([message]))
        return answer


for name in ("Andy Murray", "Allyson Felix", "Alistair Brownlee"):
    print(ask(f"Write a note about {name}."))
provider.shutdown()
