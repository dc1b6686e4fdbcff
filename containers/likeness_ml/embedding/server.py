"""The HTTP side, by SageMaker's published interface: /ping, /invocations and the adapter routes.

Paths, header name, request model and answers' words come from AWS's model-hosting-container-standards. Its
`bootstrap` is not used: it keeps handlers in one registry for the whole process, runs a `model.py` that it finds beside
the weights, takes only JSON bodies where an adapter is named, and has no route that lists adapters.
"""

import base64
import logging
import sys
import threading
import traceback
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import numpy as np
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from model_hosting_container_standards.sagemaker.lora.constants import (
    LoRAHandlerType,
    ResponseMessage,
    SageMakerLoRAApiHeader,
)
from model_hosting_container_standards.sagemaker.lora.models import SageMakerRegisterLoRAAdapterRequest
from model_hosting_container_standards.sagemaker.sagemaker_router import get_sagemaker_route_config
from starlette.exceptions import HTTPException

from likeness_ml.embedding.requests import (
    BODY_LIMIT,
    Invocation,
    RawInvocation,
    Refused,
    parse_invocation,
    parse_json,
)
from likeness_ml.errors import InputError, LikenessError

if TYPE_CHECKING:
    # Imported for real by whoever warms up, because torch takes seconds and /ping answers meanwhile.
    from likeness_ml.embedding.embedder import Embedder

logger = logging.getLogger("likeness.embedding")


class Readiness:
    """The embedder, once it has answered."""

    def __init__(self) -> None:
        self._embedder: Embedder | None = None
        self.failure: str | None = None

    def warm_up(self, backbone: Path) -> None:
        """Load the backbone and run it once; `failure` says why when that fails."""
        try:
            from likeness_ml.embedding.embedder import Embedder

            embedder = Embedder(backbone)
            embedder.warm_up()
            self._embedder = embedder
        except Exception as error:
            self.failure = f"{getattr(error, 'code', 'EndpointFailed')}: {error}"
            traceback.print_exc(file=sys.stderr)

    @property
    def ready(self) -> bool:
        return self._embedder is not None

    def embedder(self) -> "Embedder":
        """Raises Refused 503 before the first forward pass has answered."""
        if self._embedder is None:
            raise Refused(503, "EndpointFailed", self.failure or "the model is loading")
        return self._embedder


def create_app(readiness: Readiness) -> FastAPI:
    """The application; it answers 503 until `readiness.warm_up` is done."""
    app = FastAPI(title="likeness embedding", openapi_url=None, docs_url=None, redoc_url=None)
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
    app.add_api_route("/adapters", routes.list_adapters, methods=["GET"], response_model=None)
    _answer_errors(app)
    return app


# A small file can decode to hundreds of megabytes, and one image at a time is answered anyway.
_decoding = threading.BoundedSemaphore(2)


class _Routes:
    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness

    async def ping(self) -> Response:
        return Response(status_code=200 if self._readiness.ready else 503)

    async def invoke(self, request: Request) -> Response:
        embedder = self._readiness.embedder()
        body = await _read_body(request)
        invocation = parse_invocation(request.headers.get("content-type", ""), body)
        adapter = request.headers.get(SageMakerLoRAApiHeader.ADAPTER_IDENTIFIER) or None
        return JSONResponse(await run_in_threadpool(_embed, embedder, invocation, adapter))

    async def register_adapter(self, request: Request) -> Response:
        embedder = self._readiness.embedder()
        wanted = parse_json(SageMakerRegisterLoRAAdapterRequest, await _read_body(request))
        if "/" in wanted.name:
            raise Refused(422, "OptionInvalid", "name: an adapter's name has no slash")
        folder = _local_folder(wanted.src)
        await run_in_threadpool(embedder.load, wanted.name, folder)
        return PlainTextResponse(ResponseMessage.ADAPTER_REGISTERED.format(alias=wanted.name))

    async def unregister_adapter(self, adapter_name: str) -> Response:
        await run_in_threadpool(self._readiness.embedder().unload, adapter_name)
        return PlainTextResponse(ResponseMessage.ADAPTER_UNREGISTERED.format(alias=adapter_name))

    async def list_adapters(self) -> Response:
        loaded = self._readiness.embedder().adapters()
        members = [
            {"name": a.name, "src": str(a.folder), "digest": a.digest, "feature": a.feature, "imageSize": a.image_size}
            for a in loaded
        ]
        return JSONResponse({"adapters": members})


def _embed(embedder: "Embedder", invocation: Invocation | RawInvocation, name: str | None) -> dict[str, Any]:
    adapter = None if name is None else embedder.adapter(name)
    with _decoding:
        vectors = embedder.vectors(invocation.images(), adapter)
    return {
        "object": "list",
        "model": adapter.name if adapter else embedder.name,
        "backbone": embedder.backbone.digest,
        "adapter": adapter.digest if adapter else None,
        "feature": adapter.feature if adapter else "cls",
        "data": [
            {"object": "embedding", "index": index, "embedding": _encode(vector, invocation.encoding_format)}
            for index, vector in enumerate(vectors)
        ],
        "usage": {"images": len(vectors)},
    }


def _encode(vector: np.ndarray, encoding: str) -> list[float] | str:
    """As numbers (exact: a float32 fits a double), or as base64 of little-endian float32."""
    return vector.tolist() if encoding == "float" else base64.b64encode(vector.astype("<f4").tobytes()).decode()


async def _read_body(request: Request) -> bytes:
    """Raises Refused 413 as soon as the body is known to be over the limit."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Refused(413, "PhotoTooLarge", f"the body is over {BODY_LIMIT // 1024 // 1024} MB: send less at once")
    return bytes(body)


def _local_folder(src: str) -> Path:
    parts = urlsplit(src)
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return Path(unquote(parts.path))
    if not src.startswith("/"):
        raise Refused(422, "AdapterInvalid", f"src must be a folder on this machine (a path or file:// URI), not {src}")
    return Path(src)


def _answer_errors(app: FastAPI) -> None:
    def problem(status: int, code: str, message: str) -> JSONResponse:
        return JSONResponse({"code": code, "message": message}, status_code=status)

    async def refused(_: Request, error: Refused) -> JSONResponse:
        return problem(error.status, error.code, error.message)

    async def likeness_error(_: Request, error: LikenessError) -> JSONResponse:
        return problem(_status_of(error), error.code, str(error))

    async def http_error(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, "OptionInvalid", str(error.detail))

    async def unexpected(_: Request, error: Exception) -> JSONResponse:
        logger.error("unexpected", exc_info=error)
        return problem(500, "Internal", "the server failed; its log says why")

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(LikenessError, likeness_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(Exception, unexpected)


def _status_of(error: LikenessError) -> int:
    if type(error).__name__ == "AdapterNameTaken":
        return HTTPStatus.CONFLICT
    if error.code == "ObjectNotFound":
        return HTTPStatus.NOT_FOUND
    if error.code == "PhotoTooLarge":
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, InputError) else HTTPStatus.INTERNAL_SERVER_ERROR
