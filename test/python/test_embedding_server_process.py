"""The server as a process: it starts, serves, survives what happens to its children and clients, and ends in order."""

import http.client
import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from embedding_server import BACKBONE, ROUNDING, Program, photo
from make_adapter import make_adapter

Answer = tuple[int, dict, http.client.HTTPMessage]


def asked(address: str, method: str, path: str, body: bytes | None = None, kind: str = "image/jpeg") -> Answer:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    try:
        connection.request(method, path, body, {"Content-Type": kind} if body is not None else {})
        answer = connection.getresponse()
        content = answer.read()
        told = json.loads(content) if content[:1] == b"{" else {"text": content.decode()}
        return answer.status, told, answer.headers
    finally:
        connection.close()


def embedded(address: str, content: bytes) -> Answer:
    return asked(address, "POST", "/invocations", content)


def waiting(address: str) -> float:
    """How many images are inside."""
    text = asked(address, "GET", "/metrics")[1]["text"]
    return float(next(line.split()[1] for line in text.splitlines() if line.startswith("likeness_queue_rows ")))


def until(holds: Callable[[], bool]) -> None:
    """Each try asks the server or the system, which takes long enough."""
    while not holds():
        pass


def stopped(program: Program, address: str) -> int:
    """The process id of the one decoder, which stands still until SIGCONT: whoever sends an image waits for it."""
    embedded(address, photo())
    [decoder] = program.decoders()
    os.kill(decoder, signal.SIGSTOP)
    return decoder


@pytest.fixture(scope="module")
def program() -> Iterator[tuple[Program, str]]:
    with Program("--queue", "2") as program:
        yield program, program.wait_ready()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as threads:
        yield threads


def test_ping_is_503_until_the_model_has_answered_and_then_200() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Program("--port", str(port)) as program:
        seen: set[int] = set()

        def ready() -> bool:
            try:
                seen.add(asked(f"http://127.0.0.1:{port}", "GET", "/ping")[0])
            except OSError:
                assert program.process.poll() is None
            return 200 in seen

        until(ready)
        assert seen == {503, 200}
        assert program.wait_ready() == f"http://127.0.0.1:{port}"


def test_a_backbone_that_can_not_be_loaded_ends_it_with_a_reason(tmp_path: Path) -> None:
    with Program("--backbone", str(tmp_path)) as program:
        status, _ = program.finish()
    assert status == 1


@pytest.mark.parametrize("flag", [("--batch", "0"), ("--precision", "fp16")])
def test_options_that_can_not_be_end_it_at_once(flag: tuple[str, str]) -> None:
    with Program(*flag) as program:
        assert program.finish()[0] == 1


def test_a_variable_of_the_environment_is_a_flags_default() -> None:
    with Program(LIKENESS_BATCH="0") as program:
        assert program.finish()[0] == 1


def test_told_to_end_it_answers_what_is_under_way_and_ends_well(threads: ThreadPoolExecutor) -> None:
    with Program() as program:
        address = program.wait_ready()
        decoder = stopped(program, address)
        under_way = threads.submit(embedded, address, photo())
        until(lambda: waiting(address) == 1)
        program.process.send_signal(signal.SIGTERM)
        until(lambda: refuses(address))
        os.kill(decoder, signal.SIGCONT)
        assert under_way.result(60)[0] == 200
        status, log = program.finish()
        assert status == 0
        assert [line["status"] for line in log if line["message"] == "invocation"] == [200, 200]
        assert not Path(f"/proc/{decoder}").exists()


def refuses(address: str) -> bool:
    host, port = urlsplit(address).hostname, urlsplit(address).port
    try:
        socket.create_connection((host, port), timeout=10).close()
    except ConnectionRefusedError:
        return True
    return False


def test_many_clients_get_each_its_own_answer_and_it_ends_with_its_standard_input(
    threads: ThreadPoolExecutor,
) -> None:
    with Program("--decoders", "2") as program:
        address = program.wait_ready()
        alone = [np.array(embedded(address, photo(seed=seed))[1]["data"][0]["embedding"]) for seed in range(8)]
        answers = list(threads.map(lambda number: embedded(address, photo(seed=number % 8)), range(32)))
        for number, (status, told, _) in enumerate(answers):
            assert status == 200
            assert np.abs(np.array(told["data"][0]["embedding"]) - alone[number % 8]).max() < ROUNDING
        decoders = program.decoders()
        assert len(decoders) == 2 and program.process.stdin is not None
        program.process.stdin.close()
        assert program.process.wait(60) == 0
        until(lambda: not any(Path(f"/proc/{decoder}").exists() for decoder in decoders))


def test_a_decoder_that_dies_harms_no_request(program: tuple[Program, str], threads: ThreadPoolExecutor) -> None:
    running, address = program
    before = embedded(address, photo())[1]
    for _ in range(3):
        decoder = stopped(running, address)
        under_way: Future[Answer] = threads.submit(embedded, address, photo())
        until(lambda: waiting(address) == 1)
        os.kill(decoder, signal.SIGKILL)
        assert under_way.result(60)[1] == before


def test_a_full_queue_is_said_at_once_with_when_to_come_again(
    program: tuple[Program, str], threads: ThreadPoolExecutor
) -> None:
    running, address = program
    decoder = stopped(running, address)
    under_way = [threads.submit(embedded, address, photo(seed=seed)) for seed in range(2)]
    until(lambda: waiting(address) == 2)
    status, told, headers = embedded(address, photo())
    assert (status, told["code"], headers["Retry-After"]) == (429, "EndpointBusy", "1")
    assert asked(address, "GET", "/ping")[0] == 200
    os.kill(decoder, signal.SIGCONT)
    assert [answer.result(60)[0] for answer in under_way] == [200, 200]
    assert waiting(address) == 0


def test_a_client_that_goes_away_frees_its_place(program: tuple[Program, str]) -> None:
    running, address = program
    stopped(running, address)
    request = b"POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
    clients = []
    for _ in range(2):
        client = socket.create_connection((urlsplit(address).hostname, urlsplit(address).port), timeout=60)
        client.sendall(request % len(photo()) + photo())
        clients.append(client)
    until(lambda: waiting(address) == 2)
    for client in clients:
        client.close()
    until(lambda: waiting(address) == 0)
    assert embedded(address, photo())[0] == 200


def test_a_client_that_goes_away_before_its_body_has_come_is_no_failure(program: tuple[Program, str]) -> None:
    _, address = program
    client = socket.create_connection((urlsplit(address).hostname, urlsplit(address).port), timeout=60)
    client.sendall(
        b"POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Type: image/jpeg\r\nContent-Length: 1000\r\n\r\nno"
    )
    client.close()
    until(lambda: 'likeness_requests_total{status="499",task="embed"}' in asked(address, "GET", "/metrics")[1]["text"])
    assert embedded(address, photo())[0] == 200


def test_a_deadline_that_passes_is_said_so_and_the_place_is_free_again() -> None:
    with Program("--deadline", "2", "--queue", "1") as program:
        address = program.wait_ready()
        until(lambda: embedded(address, photo())[0] == 200)  # the first starts a decoder
        decoder = program.decoders()[0]
        os.kill(decoder, signal.SIGSTOP)
        status, told, _ = embedded(address, photo())
        assert (status, told["code"]) == (504, "EndpointTimeout")
        assert waiting(address) == 0
        until(lambda: embedded(address, photo())[0] == 200)


def test_a_deleted_adapter_does_not_answer_a_request_under_way(
    program: tuple[Program, str], threads: ThreadPoolExecutor, tmp_path: Path
) -> None:
    running, address = program
    make_adapter(BACKBONE, tmp_path / "mug")
    told = json.dumps({"name": "mug", "src": str(tmp_path / "mug")}).encode()
    assert asked(address, "POST", "/adapters", told, "application/json")[0] == 200
    decoder = stopped(running, address)
    under_way = threads.submit(asked, address, "POST", "/models/mug/invoke", photo())
    until(lambda: waiting(address) == 1)
    assert asked(address, "DELETE", "/adapters/mug")[0] == 200
    os.kill(decoder, signal.SIGCONT)
    status, said, _ = under_way.result(60)
    assert (status, said["code"]) == (404, "ObjectNotFound")
