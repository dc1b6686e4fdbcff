"""`python -m likeness_ml.embedding serve` answers HTTP; `... files` does the same for files, without a server."""

import argparse
import json
import os
import signal
import socket
import sys
import threading
from dataclasses import fields
from pathlib import Path

from likeness_ml.embedding.logs import configure
from likeness_ml.embedding.options import Options, add_options
from likeness_ml.errors import LikenessError


def main() -> int:
    # Weights come from folders; nothing may be looked up elsewhere.
    os.environ["HF_HUB_OFFLINE"] = "1"
    # model-hosting-container-standards sets the whole process's level by this, to ERROR where it is not given.
    os.environ.setdefault("SAGEMAKER_CONTAINER_LOG_LEVEL", "INFO")
    configure()
    options = _parse(sys.argv[1:])
    try:
        return options.run(options)
    except LikenessError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 2 if error.code == "AdapterInvalid" or error.code.startswith("Photo") else 1


def serve(options: argparse.Namespace) -> int:
    """Listen at once (/ping says 503), warm up beside, and say so on standard output when ready."""
    import uvicorn

    from likeness_ml.embedding.metrics import CloudWatchReport
    from likeness_ml.embedding.server import Readiness, create_app

    readiness = Readiness(Options(**{field.name: getattr(options, field.name) for field in fields(Options)}))
    app = create_app(readiness)
    # Longer than what proxies keep a connection for: one that the server closes meets requests on their way.
    config = uvicorn.Config(
        app, access_log=False, log_config=None, timeout_graceful_shutdown=60, timeout_keep_alive=75, backlog=1024
    )
    server = uvicorn.Server(config)
    listener = socket.create_server((options.host, options.port), backlog=1024)
    # asyncio sets it for its own listeners alone. Without it the body waits for the header's receipt: 40 ms an answer.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    port = listener.getsockname()[1]

    def stop() -> None:
        server.should_exit = True

    def warm_up() -> None:
        readiness.warm_up()
        if readiness.ready:
            print(f"listening on http://{options.host}:{port}", flush=True)
        else:
            stop()

    def follow_parent() -> None:
        sys.stdin.buffer.read()
        stop()

    if options.cloudwatch:
        CloudWatchReport(readiness.metrics)
    # uvicorn raises a signal again once it has finished the open requests, which is a clean end and not a death; and
    # one that comes before uvicorn watches must not be lost.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())
    threading.Thread(target=warm_up, daemon=True).start()
    if options.until_stdin_closes:
        threading.Thread(target=follow_parent, daemon=True).start()
    server.run(sockets=[listener])
    sys.stdout.flush()
    # A thread may still be inside torch's import, which does not survive the interpreter's own way out.
    os._exit(1 if readiness.failure else 0)


def files(options: argparse.Namespace) -> int:
    """Print what the task says of each file, as JSON."""
    from likeness_ml.embedding.files import answer

    print(json.dumps(answer(options.task, options.backbone, options.adapter, options.files, options.drawn)))
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m likeness_ml.embedding")
    commands = parser.add_subparsers(required=True)
    folder = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"), "model")

    serving = commands.add_parser("serve", help="answer HTTP until SIGTERM")
    serving.set_defaults(run=serve)
    add_options(serving, folder)
    serving.add_argument("--host", default=os.environ.get("HOST", "0.0.0.0"))
    serving.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8080")), help="0 picks a free one")
    serving.add_argument("--until-stdin-closes", action="store_true", help="end when the parent process is gone")
    serving.add_argument(
        "--cloudwatch",
        action="store_true",
        default=os.environ.get("LIKENESS_CLOUDWATCH") == "1",
        help="metrics as lines of standard output, once a minute; also LIKENESS_CLOUDWATCH=1",
    )

    embedding = commands.add_parser("files", help="print vectors, matches or locations of image files as JSON")
    embedding.set_defaults(run=files)
    embedding.add_argument("--backbone", type=Path, default=folder)
    embedding.add_argument("--task", choices=("embed", "match", "locate"), default="embed")
    embedding.add_argument("--adapter", type=Path)
    embedding.add_argument("--drawn", type=Path, help="folder for pictures of what was located")
    embedding.add_argument("files", type=Path, nargs="+", metavar="FILE")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
