"""What Schemathesis can't know from the API's document: things that are there, and a check of our own."""

import base64
import io
import json
import os
import zlib
from pathlib import Path
from typing import Any

import requests
import schemathesis
from PIL import Image
from schemathesis.core.parameters import ParameterLocation

KNOWN: dict[str, list[Any]] = json.loads(Path(os.environ["LIKENESS_KNOWN_IDS"]).read_text())
# Of ten cases that could name something that is there, so many do.
SHARE = 7


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(stream, kind)
    return stream.getvalue()


PICTURES = {f"image/{kind}": picture(kind) for kind in ("jpeg", "png", "webp")}
URI = f"data:image/jpeg;base64,{base64.b64encode(PICTURES['image/jpeg']).decode()}"
# What a well-formed member may say that something comes of.
GOOD = {
    **{"input": [URI, [URI], [URI, URI]], "image": [URI], "preset": ["laptop", "fast"], "changes": [{}]},
    **{"url": ["http://127.0.0.1:1024/"], "events": [["*"], ["dev.likeness.run.*"]]},
}
NOTHING = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
GENEROUS = {"embeddingsPerMinute": 1_000_000, "runsAtOnce": 100, "usdMicrosPerMonth": 1_000_000_000}


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Has tuples as arrays of their length: 4.32, looking for links, makes of `prefixItems` what is no schema."""

    def loosen(part: object) -> None:
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            loosen(inner)
        if isinstance(part, dict) and isinstance(items := part.pop("prefixItems", None), list):
            part |= {"items": {"anyOf": items}, "minItems": len(items), "maxItems": len(items)}

    loosen(raw_schema)


@schemathesis.hook
def filter_failure(
    context: schemathesis.HookContext,
    failure: Any,
    case: schemathesis.Case,
    response: schemathesis.Response,
) -> bool:
    """4.32 takes an image of the right type for invalid data, since no text that it generates is one."""
    if failure.code != "ST201" or case.media_type not in PICTURES or case.meta is None:
        return True
    others = (part.mode.is_negative for at, part in case.meta.components.items() if at is not ParameterLocation.BODY)
    return any(others)


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """Names things that are there in parts of the request that are valid, and deletes none of them.

    The same case is changed in the same way. What steps of a scenario hand on to each other stays.
    """
    if case.meta is None:
        return
    if case.method == "DELETE":
        if case.path_parameters.get("webhook") in KNOWN["webhook"]:
            case.path_parameters["webhook"] = NOTHING
        return
    step = case.meta.phase.name == "stateful"
    negative = case.meta.generation.mode.is_negative
    spoilt = getattr(case.meta.phase.data, "parameter_location", None) if negative else None
    chance = zlib.crc32(repr((case.method, case.path, case.path_parameters, case.query, case.body)).encode())
    if chance % 10 >= SHARE:
        return

    def named(members: dict[str, Any], values: dict[str, list[Any]]) -> None:
        for name in members.keys() & values.keys():
            members[name] = values[name][chance // 10 % len(values[name])]

    def positive(location: ParameterLocation) -> bool:
        part = case.meta.components.get(location)
        return part is not None and part.mode.is_positive and location != spoilt

    if positive(ParameterLocation.PATH) and not step:
        named(case.path_parameters, KNOWN)
    if positive(ParameterLocation.QUERY) and not step:
        named(case.query, {"model": KNOWN["model"], "subject": KNOWN["subject"]})
    if positive(ParameterLocation.BODY):
        if case.media_type in PICTURES:
            case.body = PICTURES[case.media_type]
        elif isinstance(case.body, dict):
            named(case.body, GOOD if step else {**KNOWN, **GOOD})


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    """Gives back what a case took of the quotas: what follows would be refused for want of it."""
    headers = {"Authorization": response.request.headers.get("Authorization", "")}
    call = (case.method, case.path, response.status_code)
    if call == ("PATCH", "/v1/quotas", 200):
        requests.patch(response.request.url, json=GENEROUS, headers=headers, timeout=10).raise_for_status()
    elif call == ("POST", "/v1/webhooks", 201) and case.meta is not None and case.meta.phase.name != "stateful":
        made = f"{response.request.url}/{response.json()['hook']}"
        requests.delete(made, headers=headers, timeout=10)  # one that was answered again is gone already


@schemathesis.check
def what_fits_the_document_is_read(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """A request that the document allows may be refused for what it is about, and not for its form.

    Three rules are about parts of a request together, which a document has no words for.
    """
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 422:
        return
    problem = response.json()
    faults = [fault["field"] for fault in problem.get("errors", [])]
    together = {"/v1/usage": "query.from", "/v1/embeddings": "query.model", "/v1/compare": "query.runs"}
    assert problem["code"] != "RequestInvalid" or faults == [together.get(case.path)], (
        f"refused for its form: {problem['detail']}"
    )
