"""Pulling a model: what is missing is brought, all is checked, and model.json is written last.

Until model.json is there a folder is no model. Files come into `.pull/{commit}-{weights}/` and are moved into place
when their digests are right; a file that was broken off goes on where it stopped.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from likeness_ml.errors import InputError
from likeness_ml.models.files import MANIFEST, Held, alone, blob_name, check_model, file_digest, holds, read_manifest
from likeness_ml.models.hub import AGAIN, Hub, RemoteFile, Snapshot
from likeness_ml.models.request import Request
from likeness_ml.models.selection import MODEL_INDEX, Wanted, select
from likeness_ml.progress import step, write_json_atomic

INCOMING = ".pull"
MEGABYTE = 1_000_000


def pull(request: Request) -> int:
    """Makes the folder whole and returns the bytes that were brought: 0 where it was whole already.

    Raises InputError: see hub.py, `LicenceNotAccepted`, `ModelInvalid`, `ModelDamaged`, `GeneratorInvalid`, `DiskFull`.
    """
    with alone(request.folder):
        recorded = read_manifest(request.folder)
        if recorded and is_it(recorded, request, request.revision) and intact(request.folder, recorded["files"]):
            return 0
        return Pull(request, recorded).run()


def is_it(recorded: dict[str, Any], request: Request, commit: str) -> bool:
    of = (request.repository, commit, request.weights)
    return (recorded.get("repository"), recorded.get("revision"), recorded.get("weights")) == of


def intact(folder: Path, files: list[Held]) -> bool:
    for number, file in enumerate(files):
        step("check", number, len(files))
        if not holds(folder, file):
            return False
    step("check", len(files), len(files))
    return True


@dataclass(frozen=True)
class Missing:
    """A file to bring, and what is known of it."""

    wanted: Wanted
    remote: RemoteFile
    sha256: str | None  # what it has to be: the hub's word, else that of an earlier pull of the commit


class Pull:
    """One pull, under the folder's lock."""

    def __init__(self, request: Request, recorded: dict[str, Any] | None) -> None:
        self.request = request
        self.folder = request.folder
        self.hub = Hub(request)
        self.snapshot: Snapshot = self.hub.snapshot()
        self.earlier: list[Held] = recorded["files"] if recorded else []
        same = recorded is not None and is_it(recorded, request, self.snapshot.commit)
        self.known = {file.path: file.sha256 for file in self.earlier} if same else {}
        self.incoming = self.folder / INCOMING / f"{self.snapshot.commit}-{request.weights}"
        self.brought = 0

    def run(self) -> int:
        self.check_licence()
        self.forget_other_commits()
        files = [self.missing(wanted) for wanted in self.select()]
        lacking = [file for file in files if not self.is_there(file)]
        self.check_room(lacking)
        # From here on it is not the model that it was.
        (self.folder / MANIFEST).unlink(missing_ok=True)
        self.bring(lacking)
        kept = {file.wanted.to for file in files}
        for file in self.earlier:
            if file.path not in kept:
                (self.folder / file.path).unlink(missing_ok=True)
        check_model(self.folder, self.request.kind)
        self.write_manifest(sorted(kept))
        shutil.rmtree(self.folder / INCOMING, ignore_errors=True)
        return self.brought

    def check_licence(self) -> None:
        said = self.snapshot.licences
        if said and not set(said) & set(self.request.hub_licences):
            raise InputError(
                "LicenceNotAccepted",
                f"At revision {self.snapshot.commit} the hub says that {self.request.repository} is under "
                f"“{said[-1]}”, not under {self.request.licence}, which was shown: name another revision.",
            )

    def forget_other_commits(self) -> None:
        for other in (self.folder / INCOMING).glob("*"):
            if other != self.incoming:
                shutil.rmtree(other, ignore_errors=True)
        self.incoming.mkdir(parents=True, exist_ok=True)

    def select(self) -> list[Wanted]:
        index = None
        if self.request.kind == "generator":
            if MODEL_INDEX not in self.snapshot.files:
                raise InputError("ModelInvalid", f"{self.request.repository} has no {MODEL_INDEX}: it is no generator.")
            file = self.missing(Wanted(MODEL_INDEX, MODEL_INDEX))
            if not self.is_there(file):
                self.fetch(file, lambda _: None)
            place = self.incoming / MODEL_INDEX
            try:
                index = json.loads((place if place.is_file() else self.folder / MODEL_INDEX).read_text())
            except ValueError as error:
                raise InputError("ModelInvalid", f"{MODEL_INDEX} is not JSON: {error}.") from error
        return select(self.snapshot.files, self.request.kind, self.request.weights, index)

    def missing(self, wanted: Wanted) -> Missing:
        remote = self.snapshot.files[wanted.path]
        return Missing(wanted, remote, remote.sha256 or self.known.get(wanted.to))

    def is_there(self, file: Missing) -> bool:
        path = self.folder / file.wanted.to
        return path.is_file() and self.is_right(file, path)

    def is_right(self, file: Missing, path: Path) -> bool:
        """By digest; a file of which nobody says one is right only as long as this pull has it in hand."""
        if file.remote.size is not None and path.stat().st_size != file.remote.size:
            return False
        if file.sha256 is not None and file_digest(path) != file.sha256:
            return False
        if file.remote.blob is not None and blob_name(path) != file.remote.blob:
            return False
        return file.sha256 is not None or file.remote.blob is not None or path.is_relative_to(self.incoming)

    def check_room(self, lacking: list[Missing]) -> None:
        free = shutil.disk_usage(self.folder).free
        needed = sum((file.remote.size or 0) - self.held(file) for file in lacking)
        if needed > free:
            raise InputError(
                "DiskFull",
                f"{self.request.name} takes {needed / 1e9:.1f} GB more and the disk that holds {self.folder} has "
                f"{free / 1e9:.1f} GB free. Free some space, or name a folder on another disk with --models. {AGAIN}",
            )

    def held(self, file: Missing) -> int:
        place = self.incoming / file.wanted.to
        return place.stat().st_size if place.is_file() else 0

    def bring(self, lacking: list[Missing]) -> None:
        total = max(1, round(sum(file.remote.size or 0 for file in lacking) / MEGABYTE))
        before = sum(self.held(file) for file in lacking)
        step("megabytes", min(total, before // MEGABYTE), total, file=1, of=len(lacking))
        for number, file in enumerate(lacking, 1):
            others = before - self.held(file)
            told = Told(others, total, number, len(lacking))
            self.fetch(file, told)
            place = self.incoming / file.wanted.to
            target = self.folder / file.wanted.to
            before = others + place.stat().st_size
            target.parent.mkdir(parents=True, exist_ok=True)
            place.replace(target)
        step("megabytes", total, total, file=len(lacking), of=len(lacking))

    def fetch(self, file: Missing, told: Callable[[int], None]) -> None:
        """Brings one file into `incoming` and holds it against what the hub says of it."""
        place = self.incoming / file.wanted.to
        place.parent.mkdir(parents=True, exist_ok=True)
        size = file.remote.size
        if size is None or self.held(file) > size:
            place.unlink(missing_ok=True)
        held = self.held(file)
        self.hub.fetch(self.snapshot.commit, file.wanted.path, place, size, told)
        self.brought += max(0, place.stat().st_size - held)
        if not self.is_right(file, place):
            place.unlink()
            raise InputError(
                "ModelDamaged",
                f"{file.wanted.path} of {self.request.repository} is not what the hub says it is: its digest differs. "
                "It was thrown away: run the same command again, and another --endpoint if it goes on.",
            )

    def write_manifest(self, paths: list[str]) -> None:
        files = [Held(path, (self.folder / path).stat().st_size, file_digest(self.folder / path)) for path in paths]
        manifest = {
            "version": 1,
            "name": self.request.name,
            "kind": self.request.kind,
            "repository": self.request.repository,
            "revision": self.snapshot.commit,
            "weights": self.request.weights,
            "licence": self.request.licence,
            "pulledAt": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "files": [asdict(file) for file in files],
        }
        write_json_atomic(self.folder / MANIFEST, manifest)


class Told:
    """Tells of a file's bytes as megabytes of the whole pull."""

    def __init__(self, others: int, total: int, number: int, count: int) -> None:
        self.others = others
        self.total = total
        self.number = number
        self.count = count
        self.last = -1

    def __call__(self, held: int) -> None:
        done = min(self.total, (self.others + held) // MEGABYTE)
        if done != self.last:
            step("megabytes", done, self.total, file=self.number, of=self.count)
        self.last = done
