"""A small model hub on loopback that speaks the real one's language, for tests of pulling.

It serves folders as commits of one repository: what it holds, by `/api/models/...`, and its files, by
`/{repository}/resolve/...` with the headers of the real hub. Files in large-file storage (safetensors) redirect to a
second port, as the real hub sends them to another host. As a program it serves one folder until standard input closes.
"""

import argparse
import hashlib
import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

LARGE = ".safetensors"
ERROR_HEADERS = {"GatedRepo": 401, "RepoNotFound": 404, "RevisionNotFound": 404, "EntryNotFound": 404}


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    range: str | None
    token: str | None
    storage: bool  # by the second port


@dataclass
class TinyHub:
    """What is served, and what goes wrong."""

    repository: str
    commits: dict[str, Path]  # 40 digits -> folder
    branches: dict[str, str] = field(default_factory=dict)
    card: dict[str, str] = field(default_factory=lambda: {"license": "apache-2.0"})
    token: str | None = None  # gated: nobody gets a file without it
    damaged: set[str] = field(default_factory=set)  # served with another last byte
    sizes: dict[str, int] = field(default_factory=dict)  # said to be so large
    status: int | None = None  # of every answer
    stall: tuple[str, int] | None = None  # of this file send so many bytes and no more, until `go`
    digests: bool = True  # say sizes and digests, as a mirror may not
    asked: list[Asked] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    endpoint: str = ""
    storage: str = ""

    def commit_of(self, revision: str) -> str | None:
        commit = self.branches.get(revision, revision)
        return commit if commit in self.commits else None

    def info(self, commit: str) -> dict:
        folder = self.commits[commit]
        paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        return {
            "id": self.repository,
            "modelId": self.repository,
            "sha": commit,
            "gated": "auto" if self.token else False,
            "private": False,
            "tags": [],
            "cardData": self.card,
            "siblings": [self.sibling(folder, path) for path in paths],
        }

    def sibling(self, folder: Path, path: str) -> dict:
        content = (folder / path).read_bytes()
        size = self.sizes.get(path, len(content))
        if not self.digests:
            return {"rfilename": path}
        if not path.endswith(LARGE):
            return {"rfilename": path, "size": size, "blobId": blob_of(content)}
        lfs = {"sha256": hashlib.sha256(content).hexdigest(), "size": size, "pointerSize": 134}
        return {"rfilename": path, "size": size, "blobId": blob_of(b"pointer"), "lfs": lfs}

    def ranges(self, path: str) -> list[str | None]:
        """What was asked for of a file's content, in order."""
        return [asked.range for asked in self.asked if asked.method == "GET" and asked.path.endswith(f"/{path}")]


def blob_of(content: bytes) -> str:
    return hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()


@contextmanager
def serving(hub: TinyHub) -> Iterator[TinyHub]:
    """Serves until left; `hub.endpoint` says where."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler(hub, storage)) for storage in (False, True)]
    hub.endpoint, hub.storage = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield hub
    finally:
        hub.go.set()
        for server in servers:
            server.shutdown()
            server.server_close()


def handler(hub: TinyHub, storage: bool) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            path = unquote(urlsplit(self.path).path)
            token = self.headers.get("Authorization")
            hub.asked.append(Asked(self.command, path, self.headers.get("Range"), token, storage))
            if hub.status is not None:
                self.reply(hub.status, b"{}")
            elif api := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/(.+))?", path):
                self.describe(api[1], api[2] or "main")
            elif file := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
                self.hand_out(file[1], file[2], file[3], token)
            else:
                self.refuse("EntryNotFound")

        def describe(self, repository: str, revision: str) -> None:
            commit = hub.commit_of(revision)
            if repository != hub.repository:
                self.refuse("RepoNotFound")
            elif commit is None:
                self.refuse("RevisionNotFound")
            else:
                self.reply(200, json.dumps(hub.info(commit)).encode(), {"Content-Type": "application/json"})

        def hand_out(self, repository: str, revision: str, path: str, token: str | None) -> None:
            commit = hub.commit_of(revision)
            if repository != hub.repository or commit is None:
                self.refuse("RevisionNotFound")
            elif hub.token and not storage and token != f"Bearer {hub.token}":
                self.refuse("GatedRepo")
            elif not (hub.commits[commit] / path).is_file():
                self.refuse("EntryNotFound")
            else:
                self.send(commit, path, (hub.commits[commit] / path).read_bytes())

        def send(self, commit: str, path: str, content: bytes) -> None:
            large = path.endswith(LARGE)
            etag = hashlib.sha256(content).hexdigest() if large else blob_of(content)
            headers = {"X-Repo-Commit": commit, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
            if path in hub.damaged:
                content = content[:-1] + bytes([content[-1] ^ 1])
            if large and not storage:
                linked = {"X-Linked-Etag": f'"{etag}"', "X-Linked-Size": str(len(content))}
                self.reply(302, b"", {**headers, **linked, "Location": f"{hub.storage}{self.path}"})
                return
            start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").split("-")[0])
            if start:
                headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self.reply(206 if start else 200, content[start:], headers, stall=stalled_at(path, start))

        def refuse(self, code: str) -> None:
            self.reply(ERROR_HEADERS[code], b"{}", {"X-Error-Code": code})

        def reply(
            self, status: int, body: bytes, headers: dict[str, str] | None = None, stall: int | None = None
        ) -> None:
            self.send_response(status)
            for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "HEAD":
                return
            try:
                self.wfile.write(body if stall is None else body[:stall])
                if stall is not None:
                    self.wfile.flush()
                    hub.go.wait()
                    self.close_connection = True
            except OSError:
                self.close_connection = True  # whoever asked is gone

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    def stalled_at(path: str, start: int) -> int | None:
        if hub.stall is None or hub.go.is_set() or path != hub.stall[0]:
            return None
        return hub.stall[1] - start

    return Handler


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository")
    parser.add_argument("commit")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--licence", default="apache-2.0")
    parser.add_argument("--stall", nargs=2, metavar=("FILE", "BYTES"), help="send so much of this file and no more")
    options = parser.parse_args()
    hub = TinyHub(options.repository, {options.commit: options.folder}, card={"license": options.licence})
    if options.stall:
        hub.stall = (options.stall[0], int(options.stall[1]))
    with serving(hub):
        print(hub.endpoint, flush=True)
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
