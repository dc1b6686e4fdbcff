"""`python -m likeness_ml.models REQUEST` pulls a model; ends when standard input closes.

Prints `megabytes step 12/60 file 3 of 17` while it works and `{"downloadedBytes": n}` last; a failure is the last line
of standard error, `{Code}: {message}`.
"""

import json
import os
import sys
import threading

from likeness_ml.errors import LikenessError
from likeness_ml.models.pull import pull
from likeness_ml.models.request import read_request


def main() -> int:
    threading.Thread(target=follow_parent, daemon=True).start()
    try:
        brought = pull(read_request(sys.argv[1]))
    except LikenessError as error:
        print(f"{error.code}: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    print(json.dumps({"downloadedBytes": brought}), flush=True)
    return 0


def follow_parent() -> None:
    """Nobody waits any more for what an abandoned pull brings; what is here already stays."""
    # Unbuffered: a thread inside a buffered read keeps the interpreter from ending in peace.
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
