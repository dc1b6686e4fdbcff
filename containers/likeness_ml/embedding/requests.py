"""What an invocation may be: JSON in the shape of OpenAI's embeddings, one image as it is, or a form with files."""

import base64
import binascii
import re
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from likeness_ml.errors import InputError

BODY_LIMIT = 6 * 1024 * 1024
IMAGES_LIMIT = 32
IMAGE_TYPES = ("image/jpeg", "image/png", "image/webp")
JSON, FORM = "application/json", "multipart/form-data"
Shape = TypeVar("Shape", bound=BaseModel)
DATA_URI = re.compile(r"data:(?P<type>[a-z]+/[a-z0-9.+-]+);base64,", re.IGNORECASE)
Task = Literal["embed", "match", "locate"]


class Refused(Exception):
    """An answer other than 200: an HTTP status and a code from likeness_ml.errors."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Wanted(BaseModel):
    """What is asked for, besides the images."""

    model_config = ConfigDict(extra="forbid")

    model: str | None = None
    """An adapter's name, or the backbone's; the same as the header that names an adapter, where both are given."""
    task: Task = "embed"
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: Annotated[int, Field(ge=8)] | None = None
    feature: Literal["cls", "cls+patch"] | None = None
    user: str | None = None
    """Of OpenAI's shape, and not used."""


class Invocation(Wanted):
    input: str | Annotated[list[str], Field(min_length=1, max_length=IMAGES_LIMIT)]

    def images(self) -> list[bytes]:
        """Raises Refused 415, InputError."""
        return [_decode(uri) for uri in ([self.input] if isinstance(self.input, str) else self.input)]


async def parse_invocation(content_type: str, body: bytes, attributes: Mapping[str, str]) -> tuple[list[bytes], Wanted]:
    """The images' files and what to do with them; `attributes` say so where the body is an image.

    Raises Refused: 400 not JSON or no form, 413 too many images, 415 an unknown content type, 422 another shape.
    """
    media_type = content_type.split(";")[0].strip().lower()
    if media_type in IMAGE_TYPES:
        return [body], _checked(Wanted, attributes)
    if media_type == FORM:
        return await _form(content_type, body, attributes)
    if media_type != JSON:
        known = ", ".join((*IMAGE_TYPES, JSON, FORM))
        raise Refused(415, "PhotoFormatUnsupported", f"Content-Type is {media_type or 'missing'}: send {known}")
    invocation = parse_json(Invocation, body)
    return invocation.images(), invocation


def parse_json(shape: type[Shape], body: bytes) -> Shape:
    """Raises Refused: 400 not JSON, 422 JSON of another shape."""
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise _refused(error) from error


def parse_attributes(header: str) -> dict[str, str]:
    """`name=value; name=value`, as SageMaker's custom attributes carry what a body can't say. Raises Refused 422."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in header.split(";"))):
        name, equals, value = part.partition("=")
        if not equals or name in found:
            raise Refused(422, "OptionInvalid", f"custom attributes are name=value; name=value, each once, not {part}")
        found[name] = value
    return found


def _checked(shape: type[Shape], given: Mapping[str, Any]) -> Shape:
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise _refused(error) from error


def _refused(error: ValidationError) -> Refused:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    # A list that is too long is no string either, which is said first and matters less.
    first = next((one for one in found if one["type"] == "too_long"), found[0])
    if first["type"] == "json_invalid":
        return Refused(400, "OptionInvalid", f"the body is not JSON: {first['msg']}")
    where = ".".join(str(part) for part in first["loc"]) or "body"
    too_many = first["type"] == "too_long"
    return Refused(413 if too_many else 422, "OptionInvalid", f"{where}: {first['msg']}")


async def _form(content_type: str, body: bytes, attributes: Mapping[str, str]) -> tuple[list[bytes], Wanted]:
    async def stream() -> AsyncIterator[bytes]:
        yield body

    parser = MultiPartParser(Headers({"content-type": content_type}), stream(), max_fields=len(Wanted.model_fields))
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:  # KeyError: no boundary
        raise Refused(400, "OptionInvalid", f"the form can't be read: {error}") from error
    try:
        items = form.multi_items()
        files = [value for name, value in items if name == "input" and isinstance(value, UploadFile)]
        others = {name: value for name, value in items if name != "input"}
        if not files or any(isinstance(value, UploadFile) for value in others.values()):
            raise Refused(422, "OptionInvalid", "the form's files are called input, and there is at least one")
        if len(files) > IMAGES_LIMIT:
            raise Refused(413, "OptionInvalid", f"the form has {len(files)} files: send {IMAGES_LIMIT} at once")
        return [await file.read() for file in files], _checked(Wanted, {**attributes, **others})
    finally:
        await form.close()


def _decode(uri: str) -> bytes:
    head = DATA_URI.match(uri)
    if head is None:
        raise InputError("OptionInvalid", "input must be data: URIs in base64, such as data:image/jpeg;base64,...")
    if head["type"].lower() not in IMAGE_TYPES:
        raise Refused(415, "PhotoFormatUnsupported", f"{head['type']} is not one of {', '.join(IMAGE_TYPES)}")
    try:
        return base64.b64decode(uri[head.end() :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError("OptionInvalid", f"input is not base64: {error}") from error
