"""The server as a process of its own, as a laptop or a container starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from urllib.request import Request, urlopen

MIB = 1024 * 1024


class Server:
    """Entered, it answers at `url`."""

    def __init__(self, backbone: Path, log: Path, **options: str | int | float) -> None:
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        self._command = [
            *(sys.executable, "-m", "likeness_ml.embedding", "serve", "--until-stdin-closes"),
            *("--backbone", str(backbone), "--host", "127.0.0.1", "--port", "0", *flags),
        ]
        self._log = log

    def __enter__(self) -> Server:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if "listening on " not in line:
            raise RuntimeError(f"the server did not start; {self._log} says why")
        self.url = line.split("listening on ")[1].strip()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)

    def register(self, name: str, folder: Path, preload: bool = True) -> None:
        body = json.dumps({"name": name, "src": str(folder), "preload": preload}).encode()
        headers = {"Content-Type": "application/json"}
        urlopen(Request(f"{self.url}/adapters", body, headers), timeout=60).read()

    def remove(self, name: str) -> None:
        urlopen(Request(f"{self.url}/adapters/{name}", method="DELETE"), timeout=60).read()

    @property
    def resident_bytes(self) -> int:
        """Of its memory, without that of its workers."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(kilobytes) * 1024
