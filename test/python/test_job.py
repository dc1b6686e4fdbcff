import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.errors import SERVICE_CODES, USER_CODES, InputError, ServiceError
from likeness_ml.job import Job, as_failure
from likeness_ml.progress import PeakMemory, Stages, memory_now, step, write_atomic, write_json_atomic

ROOT = Path(__file__).parents[2]


def start(base: Path, body: str, **environment: str) -> subprocess.Popen[str]:
    """A program of this body as a job of its own under `base`."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    imports = "from likeness_ml.errors import InputError, ServiceError\nfrom likeness_ml.job import run"
    program = f"{imports}\n\ndef main(job):\n{lines}\n\nrun(main)\n"
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT / "containers"), "SAGEMAKER_BASE_DIR": str(base), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


class TestErrors:
    def test_every_code_has_the_same_fault_as_in_the_domain(self) -> None:
        domain = dict(re.findall(r"^  (\w+): '(user|service)',$", (ROOT / "lib/domain/errors.ts").read_text(), re.M))
        ours = dict.fromkeys(USER_CODES, "user") | dict.fromkeys(SERVICE_CODES, "service")
        assert ours.items() <= domain.items()

    def test_a_code_of_the_wrong_kind_is_refused(self) -> None:
        with pytest.raises(ValueError, match="Internal"):
            InputError("Internal", "no")
        with pytest.raises(ValueError, match="TooFewPhotos"):
            ServiceError("TooFewPhotos", "no")


class TestJob:
    def test_reads_hyperparameters_and_channels_from_the_base_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_json_atomic(tmp_path / "input/config/hyperparameters.json", {"steps": "12"})
        (tmp_path / "input/data/photos").mkdir(parents=True)
        monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(tmp_path))
        job = Job.from_environment()
        assert job.hyperparameters == {"steps": "12"}
        assert job.channel("photos") == tmp_path / "input/data/photos"
        assert not job.has_channel("plan")
        with pytest.raises(ServiceError, match="plan") as caught:
            job.channel("plan")
        assert caught.value.code == "ObjectNotFound"

    def test_the_folders_for_results_are_there(self, tmp_path: Path) -> None:
        job = Job(tmp_path)
        assert job.model_dir.is_dir() and job.data_dir.is_dir() and job.checkpoint_dir.is_dir()


class TestRun:
    def test_a_program_that_returns_exits_zero(self, tmp_path: Path) -> None:
        body = 'job.step("train", 1, 2, loss=1.25)\n(job.model_dir / "m").write_text("x")'
        code, out, _ = finish(start(tmp_path, body))
        assert (code, out) == (0, "train step 1/2 loss 1.25\n")
        assert (tmp_path / "model/m").read_text() == "x"
        assert not (tmp_path / "output/failure").exists()

    def test_what_a_library_is_going_to_change_is_not_in_the_log(self, tmp_path: Path) -> None:
        body = "import warnings\nwarnings.warn('will go', FutureWarning)\nwarnings.warn('is odd', UserWarning)"
        code, _, err = finish(start(tmp_path, body))
        assert (code, "will go" in err, "is odd" in err) == (0, False, True)

    def test_a_users_mistake_is_written_with_its_code(self, tmp_path: Path) -> None:
        code, _, _ = finish(start(tmp_path, 'raise InputError("TooFewPhotos", "Add a photo: é")'))
        assert code == 1
        assert (tmp_path / "output/failure").read_text() == "TooFewPhotos: Add a photo: é"

    def test_any_other_error_is_internal_with_its_traceback_on_standard_error(self, tmp_path: Path) -> None:
        code, _, err = finish(start(tmp_path, "{}['lost']"))
        assert code == 1
        assert (tmp_path / "output/failure").read_text() == "Internal: KeyError: 'lost'"
        assert "Traceback" in err

    def test_settings_that_are_no_json_are_a_failure_like_any_other(self, tmp_path: Path) -> None:
        write_atomic(tmp_path / "input/config/hyperparameters.json", b'{"steps": ')
        code, _, _ = finish(start(tmp_path, "pass"))
        assert code == 1
        assert (tmp_path / "output/failure").read_text().startswith("Internal: JSONDecodeError")

    def test_a_failure_has_at_most_1024_characters(self, tmp_path: Path) -> None:
        finish(start(tmp_path, 'raise ServiceError("JobFailed", "ü" * 5000)'))
        assert len((tmp_path / "output/failure").read_text()) == 1024

    def test_a_failure_of_an_earlier_run_is_forgotten(self, tmp_path: Path) -> None:
        write_atomic(tmp_path / "output/failure", b"Internal: old")
        code, _, _ = finish(start(tmp_path, "pass"))
        assert code == 0 and not (tmp_path / "output/failure").exists()

    def test_a_full_disk_is_said_in_the_users_words(self) -> None:
        assert as_failure(OSError(28, "No space left on device")).code == "DiskFull"
        assert as_failure(RuntimeError("I/O error: No space left on device (os error 28)")).code == "DiskFull"
        assert as_failure(OSError(5, "I/O error")).code == "Internal"

    def test_told_to_stop_it_keeps_the_checkpoint_and_exits_143(self, tmp_path: Path) -> None:
        body = """
import itertools, time
for n in itertools.count(1):
    (job.checkpoint_dir / "at").write_text(str(n))
    job.step("train", n, 1000000)
    time.sleep(0.01)
"""
        process = start(tmp_path, body)
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        code, _, _ = finish(process)
        assert code == 143
        assert int((tmp_path / "checkpoints/at").read_text()) >= 1
        assert not (tmp_path / "output/failure").exists()

    def test_a_reader_that_is_gone_stops_the_job(self, tmp_path: Path) -> None:
        process = start(tmp_path, 'import itertools\nfor n in itertools.count(1): job.step("train", n, 9)')
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=60) == 143

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux tells a process of its parent's death")
    def test_a_job_dies_with_the_process_that_started_it(self, tmp_path: Path) -> None:
        write_atomic(
            tmp_path / "program.py",
            b"import time\nfrom likeness_ml.job import run\n\n"
            b"def main(job):\n    job.step('train', 1, 2)\n    while True:\n"
            b"        job.check()\n        time.sleep(0.01)\n\n"
            b"run(main)\n",
        )
        parent = (
            "import os, subprocess, sys\n"
            f"child = subprocess.Popen([sys.executable, {str(tmp_path / 'program.py')!r}],"
            " env={**os.environ, 'LIKENESS_PARENT_PID': str(os.getpid())}, stdout=subprocess.PIPE)\n"
            "child.stdout.readline()\nprint(child.pid, flush=True)\nos.kill(os.getpid(), 9)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", parent],
            env={**os.environ, "PYTHONPATH": str(ROOT / "containers"), "SAGEMAKER_BASE_DIR": str(tmp_path)},
            stdout=subprocess.PIPE,
            text=True,
            timeout=60,
        )
        # The child holds no end of our pipe, so only its process entry tells; it is gone or a zombie soon after.
        assert done.returncode == -signal.SIGKILL
        assert gone(int(done.stdout))

    def test_a_job_whose_parent_is_already_gone_does_not_start(self, tmp_path: Path) -> None:
        code, out, _ = finish(start(tmp_path, 'job.step("train", 1, 1)', LIKENESS_PARENT_PID="1"))
        assert (code, out) == (143, "") or not sys.platform.startswith("linux")


def gone(pid: int) -> bool:
    for _ in range(10_000_000):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        os.sched_yield()
    return False


class TestStages:
    def test_each_sub_stage_has_seconds_and_peak_memory(self, tmp_path: Path) -> None:
        job = Job(tmp_path)
        for name in ("cut", "paste"):
            with job.stages(name):
                pass
        records = json.loads((job.data_dir / "stages.json").read_text())
        assert [record["name"] for record in records] == ["cut", "paste"]
        assert all(record["seconds"] >= 0 and record["peakMemoryBytes"] > 1_000_000 for record in records)

    def test_the_peak_counts_memory_that_was_given_back(self, tmp_path: Path) -> None:
        job = Job(tmp_path)
        before = memory_now()
        with job.stages("big"):
            sampler = next(thread for thread in threading.enumerate() if isinstance(thread, PeakMemory))
            block = bytearray(b"x" * 200_000_000)
            while sampler.peak < before + 150_000_000:
                os.sched_yield()
            del block
        assert json.loads((job.data_dir / "stages.json").read_text())[0]["peakMemoryBytes"] > before + 150_000_000

    def test_records_of_finished_sub_stages_survive_a_kill(self, tmp_path: Path) -> None:
        body = 'import os\nwith job.stages("cut"): pass\nwith job.stages("train"): os.kill(os.getpid(), 9)'
        assert finish(start(tmp_path, body))[0] == -9
        (tmp_path / "output/data/stages.json").unlink()  # a restart has a fresh volume but for the checkpoints
        job = Job(tmp_path)
        assert [r["name"] for r in json.loads((tmp_path / "output/data/stages.json").read_text())] == ["cut"]
        with job.stages("train"):
            pass
        assert [r["name"] for r in json.loads((tmp_path / "output/data/stages.json").read_text())] == ["cut", "train"]

    def test_a_sub_stage_entered_again_adds_its_seconds(self, tmp_path: Path) -> None:
        write_json_atomic(tmp_path / "c.json", [{"name": "train", "seconds": 100.0, "peakMemoryBytes": 1}])
        with Stages(tmp_path / "o.json", tmp_path / "c.json")("train"):
            pass
        assert json.loads((tmp_path / "o.json").read_text())[0]["seconds"] >= 100


@given(
    st.from_regex(r"[a-z][a-z-]*", fullmatch=True),
    st.integers(0, 10**6),
    st.integers(1, 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_a_progress_line_reads_back(stage: str, done: int, total: int, loss: float) -> None:
    with redirect_stdout(StringIO()) as out:
        step(stage, done, total, loss=loss)
    words = out.getvalue().rstrip("\n").split(" ")
    assert words[:4] == [stage, "step", f"{done}/{total}", "loss"]
    assert float(words[4]) == pytest.approx(loss, rel=1e-5)


def test_a_write_that_fails_leaves_the_old_content(tmp_path: Path) -> None:
    write_json_atomic(tmp_path / "a/b.json", {"x": 1})
    with pytest.raises(ValueError, match="JSON"):
        write_json_atomic(tmp_path / "a/b.json", {"x": float("nan")})
    assert json.loads((tmp_path / "a/b.json").read_text()) == {"x": 1}
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.json"]
