"""The HTTP side, by SageMaker's published interface: /ping, /invocations, the adapter routes and the multi-model ones.

Paths, header names, the adapters' request and their answers' words come from AWS's model-hosting-container-standards.
Its `bootstrap` is not used: it keeps handlers in one registry for the whole process, runs a `model.py` that it finds
beside the weights, takes only JSON bodies where an adapter is named, and has no route that lists adapters.
"""

import asyncio
import json
import logging
import sys
import time
import traceback
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from model_hosting_container_standards.sagemaker.lora.constants import (
    LoRAHandlerType,
    ResponseMessage,
    SageMakerLoRAApiHeader,
)
from model_hosting_container_standards.sagemaker.lora.models import SageMakerRegisterLoRAAdapterRequest
from model_hosting_container_standards.sagemaker.sagemaker_router import get_sagemaker_route_config
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from likeness_ml.embedding.metrics import Metrics
from likeness_ml.embedding.options import Options
from likeness_ml.embedding.problems import answer_errors, status_of
from likeness_ml.embedding.requests import BODY_LIMIT, Refused, Wanted, parse_attributes, parse_invocation, parse_json
from likeness_ml.errors import LikenessError

if TYPE_CHECKING:
    # Imported for real by whoever warms up, because torch takes seconds and /ping answers meanwhile.
    from likeness_ml.embedding.service import Service

ADAPTER_HEADER = SageMakerLoRAApiHeader.ADAPTER_IDENTIFIER
COMPONENT_HEADER = "X-Amzn-SageMaker-Inference-Component"
ATTRIBUTES_HEADER = "X-Amzn-SageMaker-Custom-Attributes"
CLIENT_GONE = 499  # nginx's number; nobody reads the answer
PAGE = 100
SWEEP_SECONDS = 600.0  # so long at most is an adapter that was deleted elsewhere kept here, when nobody asks for it

logger = logging.getLogger("likeness.embedding")
Answer = TypeVar("Answer")


class Readiness:
    """The service, once it has answered."""

    def __init__(self, options: Options, metrics: Metrics | None = None) -> None:
        self.options, self.metrics = options, metrics or Metrics()
        self._service: Service | None = None
        self.failure: str | None = None

    def warm_up(self) -> None:
        """Load the backbone and run it once; `failure` says why when that fails."""
        try:
            from likeness_ml.embedding.service import Service

            self._service = Service(self.options, self.metrics)
        except Exception as error:
            self.failure = f"{getattr(error, 'code', 'EndpointFailed')}: {error}"
            traceback.print_exc(file=sys.stderr)

    @property
    def ready(self) -> bool:
        return self._service is not None

    def service(self) -> "Service":
        """Raises Refused 503 before the first forward pass has answered."""
        if self._service is None:
            raise Refused(503, "EndpointBusy", self.failure or "the model is loading: ask again")
        return self._service

    async def close(self) -> None:
        if self._service is not None:
            await self._service.close()


def create_app(readiness: Readiness) -> FastAPI:
    """The application; it answers 503 until `readiness.warm_up` is done."""

    @asynccontextmanager
    async def closed_at_the_end(_: FastAPI) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(_sweep(readiness))
        yield
        sweeping.cancel()
        await readiness.close()

    app = FastAPI(
        title="likeness embedding", openapi_url=None, docs_url=None, redoc_url=None, lifespan=closed_at_the_end
    )
    routes = _Routes(readiness)
    for handler_type, endpoint in {
        "ping": routes.ping,
        "invoke": routes.invoke,
        LoRAHandlerType.REGISTER_ADAPTER: routes.register_adapter,
        LoRAHandlerType.UNREGISTER_ADAPTER: routes.unregister_adapter,
    }.items():
        route = get_sagemaker_route_config(handler_type)
        if route is None:
            raise RuntimeError(f"model-hosting-container-standards has no route for {handler_type}")
        app.add_api_route(route.path, endpoint, methods=[route.method], response_model=None)
    for method, path, answer in (
        ("GET", "/adapters", routes.list_adapters),
        ("GET", "/metrics", routes.metrics),
        ("POST", "/models", routes.load_model),
        ("GET", "/models", routes.list_models),
        ("GET", "/models/{name}", routes.describe_model),
        ("DELETE", "/models/{name}", routes.unload_model),
        ("POST", "/models/{name}/invoke", routes.invoke_model),
        ("POST", "/endpoints/{name}/invocations", routes.invoke_endpoint),
    ):
        app.add_api_route(path, answer, methods=[method], response_model=None)
    answer_errors(app)
    return app


async def _sweep(readiness: Readiness) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        if not readiness.ready:
            continue
        try:
            for name in await readiness.service().residents.sweep():
                readiness.metrics.forget(name)
        except Exception:
            logger.exception("sweep")


class ModelToLoad(BaseModel):
    """Of SageMaker's multi-model interface: here a model is an adapter."""

    model_name: str
    url: str


class _Routes:
    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness

    async def ping(self) -> Response:
        return Response(status_code=200 if self._readiness.ready else 503)

    async def metrics(self) -> Response:
        return Response(self._readiness.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    async def invoke(self, request: Request) -> Response:
        return await self._invoke(request, request.headers.get(ADAPTER_HEADER) or None)

    async def invoke_model(self, request: Request, name: str) -> Response:
        return await self._invoke(request, name)

    async def invoke_endpoint(self, request: Request, name: str) -> Response:
        """What SageMaker's runtime answers, so that its SDK can be pointed at this server: `name` may be any. An
        inference component that has an adapter's name is that adapter; any other is the base's.
        """
        component = request.headers.get(COMPONENT_HEADER, "")
        try:
            known = component if self._readiness.service().residents.names(component) else None
            return await self._invoke(request, _agreed(known, request.headers.get(ADAPTER_HEADER) or None))
        except (Refused, LikenessError) as error:
            said = json.dumps({"code": error.code, "message": str(error)})
            told = {"Message": str(error), "OriginalStatusCode": status_of(error), "OriginalMessage": said}
            return JSONResponse(told, status_code=424, headers={"X-Amzn-ErrorType": "ModelError"})

    async def _invoke(self, request: Request, named: str | None) -> Response:
        service = self._readiness.service()
        told, began = _Told(), time.perf_counter()
        try:
            body = await _read_body(request)
            began = time.perf_counter()  # how long the client took to send it is no matter of ours
            attributes = parse_attributes(request.headers.get(ATTRIBUTES_HEADER, ""))
            named = _agreed(named, attributes.pop("adapter", None))
            images, wanted = await parse_invocation(request.headers.get("content-type", ""), body, attributes)
            told.task, told.images = wanted.task, len(images)
            told.adapter = _agreed(named, None if wanted.model == service.embedder.name else wanted.model)
            answer = await _unless_gone(request, _task(service, images, told.adapter, wanted))
            if answer is None:
                told.status = CLIENT_GONE
                return Response(status_code=CLIENT_GONE)
            told.status = 200
            return JSONResponse(answer)
        except (Refused, LikenessError) as error:
            told.status, told.code = status_of(error), error.code
            raise
        finally:
            seconds = time.perf_counter() - began
            self._readiness.metrics.answered(told.task, told.status, seconds, told.adapter)
            if told.status == HTTPStatus.NOT_FOUND and told.adapter is not None:
                self._readiness.metrics.forget(told.adapter)
            logger.info("invocation", extra={**vars(told), "milliseconds": round(1000 * seconds, 1)})

    async def register_adapter(self, request: Request) -> Response:
        service = self._readiness.service()
        wanted = parse_json(SageMakerRegisterLoRAAdapterRequest, await _read_body(request))
        _check_name(wanted.name)
        await service.residents.register(wanted.name, wanted.src, preload=wanted.preload, pin=wanted.pin)
        return PlainTextResponse(ResponseMessage.ADAPTER_REGISTERED.format(alias=wanted.name))

    async def unregister_adapter(self, adapter_name: str) -> Response:
        self._remove(adapter_name)
        return PlainTextResponse(ResponseMessage.ADAPTER_UNREGISTERED.format(alias=adapter_name))

    async def list_adapters(self) -> Response:
        """Those in memory; a store has any number of others."""
        loaded = self._readiness.service().residents.loaded().values()
        members = [
            {
                **{"name": one.name, "src": one.entry.src, "digest": one.adapter.digest, "pinned": one.pinned},
                **{"feature": one.adapter.feature, "imageSize": one.adapter.image_size, "bytes": one.adapter.bytes},
            }
            for one in loaded
        ]
        return JSONResponse({"adapters": members})

    async def load_model(self, request: Request) -> Response:
        residents = self._readiness.service().residents
        wanted = parse_json(ModelToLoad, await _read_body(request))
        _check_name(wanted.model_name)
        if wanted.model_name in residents.loaded():
            raise Refused(409, "AdapterInvalid", f"{wanted.model_name} is loaded already")
        await residents.register(wanted.model_name, wanted.url)
        return JSONResponse({"modelName": wanted.model_name, "modelUrl": wanted.url})

    async def list_models(self, next_page_token: str = "") -> Response:
        loaded = sorted(self._readiness.service().residents.loaded().items())
        rest = [one for one in loaded if one[0] > next_page_token]
        models = [{"modelName": name, "modelUrl": one.entry.src} for name, one in rest[:PAGE]]
        more = {"nextPageToken": rest[PAGE - 1][0]} if len(rest) > PAGE else {}
        return JSONResponse({"models": models, **more})

    async def describe_model(self, name: str) -> Response:
        one = self._readiness.service().residents.loaded().get(name)
        if one is None:
            raise Refused(404, "ObjectNotFound", f"there is no adapter {name}")
        return JSONResponse({"modelName": name, "modelUrl": one.entry.src})

    async def unload_model(self, name: str) -> Response:
        self._remove(name)
        return JSONResponse({"modelName": name})

    def _remove(self, name: str) -> None:
        self._readiness.metrics.forget(name)
        self._readiness.service().residents.remove(name)


class _Told:
    """What the log says of an invocation."""

    def __init__(self) -> None:
        self.task, self.images, self.status = "embed", 0, 500
        self.adapter: str | None = None
        self.code: str | None = None


async def _task(service: "Service", images: list[bytes], adapter: str | None, wanted: Wanted) -> dict[str, object]:
    from likeness_ml.embedding.answers import TASKS

    return await TASKS[wanted.task](service, images, adapter, wanted)


def _agreed(one: str | None, other: str | None) -> str | None:
    if one is not None and other is not None and one != other:
        raise Refused(422, "OptionInvalid", f"the request names two adapters, {one} and {other}: name one")
    return one if one is not None else other


def _check_name(name: str) -> None:
    if "/" in name:
        raise Refused(422, "OptionInvalid", "name: an adapter's name has no slash")


async def _unless_gone(request: Request, work: Awaitable[Answer]) -> Answer | None:
    """Its answer; none, and it ends, once the client has gone: others wait for the model."""
    working = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((working, gone), return_when=asyncio.FIRST_COMPLETED)
        return await working if working.done() else None
    finally:
        for task in (working, gone):
            task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _read_body(request: Request) -> bytes:
    """Raises Refused 413 as soon as the body is over the limit, 499 where the client goes before its end."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                limit = BODY_LIMIT // 1024 // 1024
                raise Refused(413, "PhotoTooLarge", f"the body is over {limit} MB: send less at once")
    except ClientDisconnect as error:
        raise Refused(CLIENT_GONE, "OptionInvalid", "the client has gone") from error
    return bytes(body)
