"""A worker of somebody who knows nothing of Throughline.

Works for the server at TEMPORAL_ADDRESS. With OTEL_EXPORTER_OTLP_ENDPOINT it has the Python SDK's
own tracing, which exports there; without, it has none.
"""

import asyncio
import os
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from temporalio.contrib.opentelemetry import TracingInterceptor

LIMIT = timedelta(seconds=20)


@activity.defn(name="Reserve")
async def reserve() -> None:
    if activity.info().attempt == 1:
        raise RuntimeError("none left")


@workflow.defn(name="Order")
class Order:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            reserve,
            start_to_close_timeout=LIMIT,
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10)),
        )
        await asyncio.sleep(0.1)
        await workflow.execute_activity(
            "Charge", task_queue="java", start_to_close_timeout=LIMIT
        )


def tracing() -> list[TracingInterceptor]:
    if "OTEL_EXPORTER_OTLP_ENDPOINT" not in os.environ:
        return []
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
    return [TracingInterceptor(provider.get_tracer("python-worker"))]


async def main() -> None:
    client = await Client.connect(
        os.environ["TEMPORAL_ADDRESS"], interceptors=tracing(), identity="python"
    )
    worker = Worker(client, task_queue="python", workflows=[Order], activities=[reserve])
    await worker.run()


if __name__ == "__main__":  # the sandbox of workflows imports this file again
    asyncio.run(main())
