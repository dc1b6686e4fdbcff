"""What an invocation's body may be: JSON with data URIs, or one image as it is."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Annotated, Literal, TypeVar

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from likeness_ml.errors import InputError
from likeness_ml.images import open_image

BODY_LIMIT = 6 * 1024 * 1024
IMAGES_LIMIT = 32
IMAGE_TYPES = ("image/jpeg", "image/png", "image/webp")
Shape = TypeVar("Shape", bound=BaseModel)
DATA_URI = re.compile(r"data:(?P<type>[a-z]+/[a-z0-9.+-]+);base64,", re.IGNORECASE)


class Refused(Exception):
    """An answer other than 200: an HTTP status and a code from likeness_ml.errors."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Invocation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    input: str | Annotated[list[str], Field(min_length=1, max_length=IMAGES_LIMIT)]
    encoding_format: Literal["float", "base64"] = "float"

    def images(self) -> Iterator[Image.Image]:
        """Decodes as it goes: one picture in memory at a time. Raises Refused, or InputError for a bad picture."""
        for uri in [self.input] if isinstance(self.input, str) else self.input:
            yield open_image(_decode(uri))


class RawInvocation:
    """A body that is the image itself."""

    encoding_format = "float"

    def __init__(self, body: bytes) -> None:
        self._body = body

    def images(self) -> Iterator[Image.Image]:
        """Raises InputError for a bad picture."""
        yield open_image(self._body)


def parse_invocation(content_type: str, body: bytes) -> Invocation | RawInvocation:
    """Raises Refused: 400 not JSON, 415 an unknown content type, 422 JSON of another shape."""
    media_type = content_type.split(";")[0].strip().lower()
    if media_type in IMAGE_TYPES:
        return RawInvocation(body)
    if media_type != "application/json":
        known = ", ".join((*IMAGE_TYPES, "application/json"))
        raise Refused(415, "PhotoFormatUnsupported", f"Content-Type is {media_type or 'missing'}: send {known}")
    return parse_json(Invocation, body)


def parse_json(shape: type[Shape], body: bytes) -> Shape:
    """Raises Refused: 400 not JSON, 422 JSON of another shape."""
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        if first["type"] == "json_invalid":
            raise Refused(400, "OptionInvalid", f"the body is not JSON: {first['msg']}") from error
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise Refused(422, "OptionInvalid", f"{where}: {first['msg']}") from error


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
