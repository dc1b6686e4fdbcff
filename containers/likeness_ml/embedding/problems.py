"""Errors as answers: a status, a code and a message."""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from likeness_ml.embedding.requests import Refused
from likeness_ml.errors import InputError, LikenessError

RETRY_SECONDS = "1"
STATUSES = {
    "ObjectNotFound": HTTPStatus.NOT_FOUND,
    "PhotoTooLarge": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "EndpointBusy": HTTPStatus.TOO_MANY_REQUESTS,
    "EndpointTimeout": HTTPStatus.GATEWAY_TIMEOUT,
    "EndpointFull": HTTPStatus.INSUFFICIENT_STORAGE,
    "EndpointFailed": HTTPStatus.FAILED_DEPENDENCY,
}


logger = logging.getLogger("likeness.embedding")


def answer_errors(app: FastAPI) -> None:
    def problem(status: int, code: str, message: str) -> JSONResponse:
        headers = {"Retry-After": RETRY_SECONDS} if status in (429, 503) else None
        return JSONResponse({"code": code, "message": message}, status_code=status, headers=headers)

    async def told(_: Request, error: Refused | LikenessError) -> JSONResponse:
        return problem(status_of(error), error.code, str(error))

    async def http_error(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, "OptionInvalid", str(error.detail))

    async def unexpected(_: Request, error: Exception) -> JSONResponse:
        logger.error("unexpected", exc_info=error)
        return problem(500, "Internal", "the server failed; its log says why")

    handlers: dict[type[Exception], Callable[..., Awaitable[JSONResponse]]] = {
        Refused: told,
        LikenessError: told,
        HTTPException: http_error,
        Exception: unexpected,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def status_of(error: Refused | LikenessError) -> int:
    if isinstance(error, Refused):
        return error.status
    if type(error).__name__ == "NameTaken":
        return HTTPStatus.CONFLICT
    other = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, InputError) else HTTPStatus.INTERNAL_SERVER_ERROR
    return STATUSES.get(error.code, other)
