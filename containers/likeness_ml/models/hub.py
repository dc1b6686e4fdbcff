"""The hub's answers and files, by its own client library; its failures in the user's words."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import httpx2
from huggingface_hub import HfApi, constants, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import build_hf_headers

from likeness_ml.errors import InputError, LikenessError
from likeness_ml.models.request import Request

ANSWER_SECONDS = 30
AGAIN = "The same command goes on from here."


@dataclass(frozen=True)
class RemoteFile:
    """What the hub says of one file. A mirror may leave any of it out."""

    size: int | None
    sha256: str | None  # of a file in large-file storage
    blob: str | None  # git's name of any other: the SHA-1 of its header and content


@dataclass(frozen=True)
class Snapshot:
    commit: str
    licences: tuple[str, ...]  # as the card at that commit names them
    files: dict[str, RemoteFile]


class Hub:
    """One repository at one endpoint. The token of HF_TOKEN goes along where the model is gated, and nowhere else."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.endpoint = (request.endpoint or constants.ENDPOINT).rstrip("/")
        self.token: str | bool = (request.gated and os.environ.get("HF_TOKEN")) or False

    def snapshot(self) -> Snapshot:
        """What the repository holds at the asked revision.

        Raises InputError `ModelNotFound`, `HubUnreachable`, `HubAccessDenied`.
        """
        api = HfApi(endpoint=self.endpoint, token=self.token)
        with hub_failures(self):
            try:
                info = api.model_info(
                    self.request.repository,
                    revision=self.request.revision,
                    files_metadata=True,
                    timeout=ANSWER_SECONDS,
                )
            except (ValueError, KeyError, TypeError) as error:
                raise unreachable(
                    f"{self.endpoint} does not answer as a model hub does ({type(error).__name__})"
                ) from error
        if info.sha is None or not info.siblings:
            raise unreachable(f"{self.endpoint} does not say which files {self.request.repository} holds")
        return Snapshot(info.sha, licences_of(info.card_data), {file.rfilename: remote(file) for file in info.siblings})

    def fetch(self, commit: str, path: str, to: Path, size: int | None, at: Callable[[int], None]) -> None:
        """Brings the rest of a file, of which `to` holds the beginning or nothing; `at` is told the bytes it holds.

        Raises InputError `HubUnreachable`, `HubAccessDenied`, `ModelNotFound`, `DiskFull`; what came before stays.
        """
        url = hf_hub_url(self.request.repository, path, revision=commit, endpoint=self.endpoint)
        with hub_failures(self), to.open("ab") as file:
            held = file.tell()
            http_get(
                url,
                cast(BinaryIO, Watched(file, at)),
                resume_size=held,
                headers=build_hf_headers(token=self.token),
                expected_size=size,
                displayed_filename=path,
            )
            file.flush()
            os.fsync(file.fileno())


class Watched:
    """A file opened for appending that tells how long it is after each write."""

    def __init__(self, file: BinaryIO, at: Callable[[int], None]) -> None:
        self.file = file
        self.at = at

    def write(self, content: bytes) -> int:
        written = self.file.write(content)
        self.at(self.file.tell())
        return written

    def tell(self) -> int:
        return self.file.tell()

    def seek(self, offset: int) -> int:
        return self.file.seek(offset)

    def truncate(self) -> int:
        return self.file.truncate()


def licences_of(card: Any) -> tuple[str, ...]:  # noqa: ANN401  the card is free YAML
    named = [getattr(card, name, None) for name in ("license", "license_name")]
    return tuple(name.lower() for name in named if isinstance(name, str))


def remote(sibling: Any) -> RemoteFile:  # noqa: ANN401
    sha256 = sibling.lfs.sha256 if sibling.lfs else None
    return RemoteFile(sibling.size, sha256, None if sha256 else sibling.blob_id)


@contextmanager
def hub_failures(hub: Hub) -> Iterator[None]:
    """Turns what goes wrong between here and the hub into an InputError that says what to do."""
    try:
        yield
    except LikenessError:
        raise
    except GatedRepoError as error:
        raise denied(hub) from error
    except RevisionNotFoundError as error:
        raise not_found(f"{hub.request.repository} has no revision {hub.request.revision}") from error
    except RemoteEntryNotFoundError as error:
        raise not_found(f"{hub.request.repository} lists a file that it does not have ({error})") from error
    except RepositoryNotFoundError as error:
        # The hub answers so too where it does not want to say that there is one.
        raise (
            denied(hub) if hub.request.gated else not_found(f"{hub.endpoint} has no {hub.request.repository} for us")
        ) from error
    except HfHubHTTPError as error:
        status = error.response.status_code
        if status in (401, 403):
            raise denied(hub) from error
        if status == 404:
            raise not_found(f"{hub.endpoint} has no {hub.request.repository} at {hub.request.revision}") from error
        raise unreachable(f"{hub.endpoint} answered with status {status}: try again later") from error
    except (httpx2.HTTPError, OfflineModeIsEnabled) as error:
        raise unreachable(
            f"{hub.endpoint} can't be reached ({type(error).__name__}): check the network, or name a mirror with "
            "--endpoint"
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise InputError(
                "DiskFull", f"The disk that holds {hub.request.folder} is full. Free some space. {AGAIN}"
            ) from error
        if error.errno is None:
            raise unreachable("A file came with another length than the hub says") from error
        raise


def denied(hub: Hub) -> InputError:
    repository = hub.request.repository
    token = "HF_TOKEN is not set" if not os.environ.get("HF_TOKEN") else "the account of HF_TOKEN may not read it"
    if not hub.request.gated:
        return InputError("HubAccessDenied", f"{hub.endpoint} does not hand out {repository}: name a mirror that does.")
    return InputError(
        "HubAccessDenied",
        f"{repository} is handed out only to those who accepted its terms, and {token}. Accept them at "
        f"https://huggingface.co/{repository}, make a token that may read, and set HF_TOKEN in the environment; "
        "it is never stored.",
    )


def unreachable(what: str) -> InputError:
    return InputError("HubUnreachable", f"{what}. {AGAIN}")


def not_found(what: str) -> InputError:
    return InputError("ModelNotFound", f"{what}: check --revision and --endpoint.")
