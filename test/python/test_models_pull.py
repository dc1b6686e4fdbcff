"""Pulling from a hub on loopback: what comes, what is refused, and what a kill leaves."""

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hub_server import TinyHub, serving
from huggingface_hub import constants
from safetensors.numpy import save_file
from tiny_backbones import make_backbone

from likeness_ml.backbone import load_backbone
from likeness_ml.errors import InputError
from likeness_ml.generator.base import check_base, load_base
from likeness_ml.models import hub as hub_module
from likeness_ml.models.files import file_digest, read_manifest
from likeness_ml.models.pull import pull
from likeness_ml.models.request import Request

ROOT = Path(__file__).parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
LATER = "89abcdef0123456789abcdef0123456789abcdef"
REPOSITORY = "someone/tiny"
MEBIBYTE = 1 << 20


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the command starts the program; whoever runs the tests may have a token of their own."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.delenv("HF_TOKEN", raising=False)


def backbone(folder: Path, megabytes: int = 0, seed: int = 0) -> Path:
    """A repository of a backbone with a README and weights in other formats beside."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "dinov2", "hidden_size": 8}))
    (folder / "preprocessor_config.json").write_text("{}")
    (folder / "README.md").write_text("# tiny\n")
    (folder / "LICENSE").write_text("Apache License, Version 2.0\n")
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04pickle")
    rows = max(1, megabytes) * MEBIBYTE // 4 // 256 if megabytes else 4
    values = np.random.default_rng(seed).standard_normal((rows, 256), dtype=np.float32)
    save_file({"weight": values}, folder / "model.safetensors")
    return folder


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TinyHub]:
    """One commit of a small backbone, called main too."""
    folder = backbone(tmp_path / "repository")
    with serving(TinyHub(REPOSITORY, {COMMIT: folder}, {"main": COMMIT})) as served:
        yield served


def request(hub: TinyHub, folder: Path, **more: object) -> Request:
    asked = Request(
        name="tiny",
        kind="backbone",
        repository=REPOSITORY,
        revision=COMMIT,
        weights="fp32",
        licence="Apache-2.0",
        hub_licences=("apache-2.0",),
        gated=False,
        folder=folder,
        endpoint=hub.endpoint,
    )
    return replace(asked, **more)


def as_json(asked: Request) -> str:
    return json.dumps(
        {
            **{name: getattr(asked, name) for name in ("name", "kind", "repository", "revision", "weights", "licence")},
            "hubLicences": asked.hub_licences,
            "gated": asked.gated,
            "folder": str(asked.folder),
            "endpoint": asked.endpoint,
        }
    )


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def code_of(asked: Request) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        pull(asked)
    return caught.value.code, str(caught.value)


def test_brings_weights_configurations_and_licence_and_lists_their_digests(hub: TinyHub, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "tiny"

    brought = pull(request(hub, folder))

    kept = ["LICENSE", "config.json", "model.safetensors", "preprocessor_config.json"]
    source = hub.commits[COMMIT]
    assert files_in(folder) == sorted([*kept, "model.json"])
    assert brought == sum((source / name).stat().st_size for name in kept)
    manifest = json.loads((folder / "model.json").read_text())
    assert {**manifest, "pulledAt": None} == {
        "version": 1,
        "name": "tiny",
        "kind": "backbone",
        "repository": REPOSITORY,
        "revision": COMMIT,
        "weights": "fp32",
        "licence": "Apache-2.0",
        "pulledAt": None,
        "files": [
            {"path": name, "size": (source / name).stat().st_size, "sha256": file_digest(source / name)}
            for name in kept
        ],
    }
    assert manifest["pulledAt"].endswith("Z")


def test_a_whole_model_of_a_pinned_revision_is_found_without_the_hub(hub: TinyHub, tmp_path: Path) -> None:
    pull(request(hub, tmp_path / "tiny"))
    hub.asked.clear()

    assert pull(request(hub, tmp_path / "tiny")) == 0
    assert hub.asked == []


def test_a_branch_is_resolved_when_it_is_pulled_and_the_commit_is_recorded(hub: TinyHub, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    pull(request(hub, folder, revision="main"))
    assert read_manifest(folder)["revision"] == COMMIT

    hub.commits[LATER] = backbone(tmp_path / "later", seed=1)
    hub.branches["main"] = LATER
    pull(request(hub, folder, revision="main"))

    assert read_manifest(folder)["revision"] == LATER
    assert file_digest(folder / "model.safetensors") == file_digest(tmp_path / "later" / "model.safetensors")


def test_another_revision_brings_only_what_differs_and_takes_away_what_is_gone(hub: TinyHub, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    (hub.commits[COMMIT] / "vocab.txt").write_text("a\n")
    pull(request(hub, folder))
    hub.commits[LATER] = backbone(tmp_path / "later")
    (tmp_path / "later" / "config.json").write_text('{"model_type": "dinov2", "hidden_size": 16}')

    brought = pull(request(hub, folder, revision=LATER))

    assert brought == (tmp_path / "later" / "config.json").stat().st_size
    assert "vocab.txt" not in files_in(folder)


def test_a_file_that_was_changed_here_is_brought_again_alone(hub: TinyHub, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    pull(request(hub, folder))
    weights = folder / "model.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + b"?")

    assert pull(request(hub, folder)) == len(content)
    assert weights.read_bytes() == content


def test_what_a_mirror_says_no_digest_of_is_held_against_the_record(hub: TinyHub, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    hub.digests = False
    pull(request(hub, folder))
    (folder / "config.json").unlink()
    hub.damaged = {"config.json"}

    code, message = code_of(request(hub, folder))

    assert (code, "config.json" in message) == ("ModelDamaged", True)


@pytest.mark.parametrize("path", ["model.safetensors", "config.json"])
def test_content_of_another_digest_is_thrown_away(hub: TinyHub, tmp_path: Path, path: str) -> None:
    folder = tmp_path / "tiny"
    hub.damaged = {path}

    code, message = code_of(request(hub, folder))

    assert (code, path in message) == ("ModelDamaged", True)
    assert path not in files_in(folder) and "model.json" not in files_in(folder)
    hub.damaged = set()
    pull(request(hub, folder))
    assert file_digest(folder / path) == file_digest(hub.commits[COMMIT] / path)


def test_a_killed_pull_is_no_model_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    source = backbone(tmp_path / "repository", megabytes=24)
    folder = tmp_path / "models" / "tiny"
    held = 2 * constants.DOWNLOAD_CHUNK_SIZE
    served = TinyHub(REPOSITORY, {COMMIT: source}, stall=("model.safetensors", held + MEBIBYTE))
    with serving(served) as hub:
        asked = request(hub, folder)
        command = [sys.executable, "-m", "likeness_ml.models", as_json(asked)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "containers"), "HF_HUB_OFFLINE": "0"}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        ) as run:
            shown = next(line for line in run.stdout if line.startswith(f"megabytes step {held // 1_000_000}/"))
            run.send_signal(signal.SIGKILL)
        assert "file 3 of 4" in shown
        assert not (folder / "model.json").exists()
        assert not (folder / "model.safetensors").exists()

        hub.go.set()
        hub.asked.clear()
        brought = pull(asked)

    assert hub.ranges("model.safetensors") == [f"bytes={held}-"] * 2  # the hub's redirect and the storage's content
    assert hub.ranges("config.json") == []
    assert (
        brought
        == (source / "model.safetensors").stat().st_size - held + (source / "preprocessor_config.json").stat().st_size
    )
    assert file_digest(folder / "model.safetensors") == file_digest(source / "model.safetensors")
    assert read_manifest(folder)["revision"] == COMMIT
    assert ".pull" not in [path.name for path in folder.iterdir()]


def test_ends_with_the_command_that_asked(tmp_path: Path) -> None:
    source = backbone(tmp_path / "repository", megabytes=24)
    served = TinyHub(REPOSITORY, {COMMIT: source}, stall=("model.safetensors", 11 * MEBIBYTE))
    with serving(served) as hub:
        command = [sys.executable, "-m", "likeness_ml.models", as_json(request(hub, tmp_path / "tiny"))]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "containers"), "HF_HUB_OFFLINE": "0"}
        run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)
        next(line for line in run.stdout if line.startswith("megabytes step 10/"))
        run.stdin.close()
        assert run.wait() == 1
        run.stdout.close()
    assert not (tmp_path / "tiny" / "model.json").exists()


def test_two_pulls_at_once_make_one_whole_model(hub: TinyHub, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "likeness_ml.models", as_json(request(hub, tmp_path / "tiny"))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "containers"), "HF_HUB_OFFLINE": "0"}
    runs = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)
        for _ in range(2)
    ]
    last = [json.loads(run.stdout.readlines()[-1])["downloadedBytes"] for run in runs]
    for run in runs:
        run.communicate()
    size = sum(file.size for file in read_manifest(tmp_path / "tiny")["files"])
    assert sorted(last) == [0, size]


def test_a_broken_connection_is_a_clear_error(hub: TinyHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, message = code_of(request(hub, tmp_path / "tiny", endpoint="http://127.0.0.1:9"))
    assert (code, "--endpoint" in message) == ("HubUnreachable", True)

    hub.status = 503
    code, message = code_of(request(hub, tmp_path / "tiny"))
    assert (code, "503" in message) == ("HubUnreachable", True)

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert code_of(request(hub, tmp_path / "tiny"))[0] == "HubUnreachable"


def test_what_is_no_hub_is_a_clear_error(hub: TinyHub, tmp_path: Path) -> None:
    hub.status = 200
    code, message = code_of(request(hub, tmp_path / "tiny"))
    assert (code, "hub" in message) == ("HubUnreachable", True)


def test_a_revision_or_repository_that_is_not_there(hub: TinyHub, tmp_path: Path) -> None:
    code, message = code_of(request(hub, tmp_path / "tiny", revision="f" * 40))
    assert (code, "f" * 40 in message, "--revision" in message) == ("ModelNotFound", True, True)
    assert code_of(request(hub, tmp_path / "tiny", repository="someone/else"))[0] == "ModelNotFound"


def test_a_gated_model_needs_the_token_of_the_environment(
    hub: TinyHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tiny"
    hub.token = "hf_right"
    gated = request(hub, folder, gated=True)
    code, message = code_of(gated)
    assert (code, "HF_TOKEN is not set" in message) == ("HubAccessDenied", True)

    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    code, message = code_of(gated)
    assert (code, "may not read" in message, "hf_wrong" in message) == ("HubAccessDenied", True, False)

    monkeypatch.setenv("HF_TOKEN", "hf_right")
    hub.asked.clear()
    pull(gated)
    # The storage behind the hub gets a signed address and no token.
    assert {asked.token for asked in hub.asked if asked.storage} == {None}
    assert {asked.token for asked in hub.asked if not asked.storage} == {"Bearer hf_right"}
    assert not any(b"hf_right" in (folder / name).read_bytes() for name in files_in(folder))


def test_a_token_goes_nowhere_where_none_is_needed(
    hub: TinyHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_mine")
    pull(request(hub, tmp_path / "tiny"))
    assert {asked.token for asked in hub.asked} == {None}


def test_a_licence_other_than_the_one_shown_is_not_accepted(hub: TinyHub, tmp_path: Path) -> None:
    hub.card = {"license": "other", "license_name": "somebodys-own"}
    code, message = code_of(request(hub, tmp_path / "tiny"))
    assert (code, "somebodys-own" in message) == ("LicenceNotAccepted", True)
    assert [asked.path for asked in hub.asked] == [f"/api/models/{REPOSITORY}/revision/{COMMIT}"]


def test_too_little_room_is_said_before_anything_is_brought(hub: TinyHub, tmp_path: Path) -> None:
    hub.sizes["model.safetensors"] = 10**18
    code, message = code_of(request(hub, tmp_path / "tiny"))
    assert (code, "1000000000.0 GB more" in message) == ("DiskFull", True)
    assert hub.ranges("model.safetensors") == []


def test_a_disk_that_fills_up_is_a_clear_error_and_keeps_what_came(hub: TinyHub, tmp_path: Path) -> None:
    served = hub_module.Hub(request(hub, tmp_path / "tiny"))
    with (
        pytest.raises(InputError) as caught,
        hub_module.hub_failures(served),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        hub_module.Watched(full, lambda _: None).write(b"x")
    assert (caught.value.code, "goes on" in str(caught.value)) == ("DiskFull", True)


def test_a_file_that_may_grow_no_further_is_no_full_disk(hub: TinyHub, tmp_path: Path) -> None:
    """Only what freeing space mends is called a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        with pytest.raises(OSError, match="too large") as caught:
            pull(request(hub, tmp_path / "tiny"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert caught.value.errno == errno.EFBIG


def test_a_backbone_of_another_kind_is_refused_and_is_no_model(hub: TinyHub, tmp_path: Path) -> None:
    (hub.commits[COMMIT] / "config.json").write_text('{"model_type": "siglip"}')
    code, message = code_of(request(hub, tmp_path / "tiny"))
    assert (code, "siglip" in message) == ("ModelInvalid", True)
    assert "model.json" not in files_in(tmp_path / "tiny")


@pytest.mark.parametrize("kind", ["clip", "vit_mae"])
def test_backbones_of_every_kind_can_be_pulled(hub: TinyHub, tmp_path: Path, kind: str) -> None:
    shutil.rmtree(hub.commits[COMMIT])
    make_backbone(hub.commits[COMMIT], kind)
    pull(request(hub, tmp_path / "tiny"))
    assert load_backbone(tmp_path / "tiny").config.hidden_size == 32


def test_weights_that_are_only_a_pickle_are_refused_before_they_are_brought(hub: TinyHub, tmp_path: Path) -> None:
    (hub.commits[COMMIT] / "model.safetensors").unlink()
    code, message = code_of(request(hub, tmp_path / "tiny"))
    assert (code, "pytorch_model.bin" in message, "pickle" in message) == ("ModelInvalid", True, True)
    assert hub.ranges("pytorch_model.bin") == []


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository as the real ones are: several precisions, several formats, whole checkpoints beside."""
    from tiny_generator import tiny_sd

    folder = tiny_sd(tmp_path_factory.mktemp("base") / "sd")
    pipeline = load_base(check_base(folder), "fp16", "cpu")
    pipeline.save_pretrained(folder, variant="fp16", max_shard_size="30KB")
    for name in ("v1-5-pruned.ckpt", "v1-5-pruned.safetensors", "unet/diffusion_pytorch_model.non_ema.safetensors"):
        (folder / name).write_bytes(b"not to be brought")
    (folder / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"\x80\x04pickle")
    (folder / "LICENSE.md").write_text("CreativeML Open RAIL-M\n")
    return folder


class TestGenerators:
    @pytest.fixture
    def hub(self, base: Path) -> Iterator[TinyHub]:
        with serving(TinyHub(REPOSITORY, {COMMIT: base}, card={"license": "creativeml-openrail-m"})) as served:
            yield served

    def asked(self, hub: TinyHub, folder: Path, weights: str) -> Request:
        licences = ("creativeml-openrail-m",)
        return request(hub, folder, kind="generator", weights=weights, hub_licences=licences)

    @pytest.mark.parametrize("weights", ["fp32", "fp16"])
    def test_the_folder_loads_as_the_published_pipeline(
        self, hub: TinyHub, base: Path, tmp_path: Path, weights: str
    ) -> None:
        folder = tmp_path / "tiny"

        pull(self.asked(hub, folder, weights))

        assert {Path(name).suffix for name in files_in(folder)} == {".safetensors", ".json", ".txt", ".md"} - (
            set() if any(name.endswith(".txt") for name in files_in(base)) else {".txt"}
        )
        # Shards keep the names that their index has, also where the precision is in them.
        assert any(".fp16-00001-of-" in name for name in files_in(folder)) == (weights == "fp16")
        found = load_base(check_base(folder), weights, "cpu")
        published = shutil.copytree(base, tmp_path / "published", ignore=shutil.ignore_patterns("*.bin", "*.ckpt"))
        expected = load_base(check_base(published), weights, "cpu")
        for name in ("unet", "vae", "text_encoder"):
            wanted = getattr(expected, name).state_dict()
            for key, value in getattr(found, name).state_dict().items():
                assert value.dtype == wanted[key].dtype and (value == wanted[key]).all()

    def test_only_the_asked_weights_are_brought(self, hub: TinyHub, tmp_path: Path) -> None:
        pull(self.asked(hub, tmp_path / "whole", "fp32"))
        brought = {
            asked.path.split("/resolve/")[1].split("/", 1)[1] for asked in hub.asked if "/resolve/" in asked.path
        }
        assert not [name for name in brought if "fp16" in name or "non_ema" in name or "pruned" in name]

    def test_a_part_that_is_only_a_pickle_is_refused_before_weights_are_brought(
        self, base: Path, tmp_path: Path
    ) -> None:
        lacking = shutil.copytree(base, tmp_path / "repository")
        for weights in (lacking / "unet").glob("*.safetensors"):
            weights.unlink()
        with serving(TinyHub(REPOSITORY, {COMMIT: lacking}, card={})) as hub:
            code, message = code_of(self.asked(hub, tmp_path / "tiny", "fp32"))
        assert (code, "unet/" in message, "pickle" in message) == ("ModelInvalid", True, True)
        assert not [asked for asked in hub.asked if asked.path.endswith(".safetensors")]

    def test_a_repository_that_our_jobs_cannot_use_is_no_model(self, base: Path, tmp_path: Path) -> None:
        other = shutil.copytree(base, tmp_path / "repository")
        index = json.loads((other / "model_index.json").read_text())
        (other / "model_index.json").write_text(json.dumps({**index, "_class_name": "FluxPipeline"}))
        with serving(TinyHub(REPOSITORY, {COMMIT: other}, card={})) as hub:
            code, message = code_of(self.asked(hub, tmp_path / "tiny", "fp32"))
        assert (code, "FluxPipeline" in message) == ("GeneratorInvalid", True)
        assert not (tmp_path / "tiny" / "model.json").exists()
