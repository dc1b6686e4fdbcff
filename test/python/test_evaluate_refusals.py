"""What the evaluate job refuses, before any model is asked, with a code and the file's name."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from dataset_trees import dogs, plain, with_mask, write_folder
from evaluation_jobs import inputs_in
from make_adapter import make_adapter
from sample_jobs import job_in
from tiny_backbones import make_backbone

from likeness_ml.errors import InputError
from likeness_ml.evaluation.__main__ import evaluate
from likeness_ml.evaluation.program.models import Models

Channels = dict[str, Path]
DENSE = {"tasks": '["detection"]'}


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Channels:
    return inputs_in(tmp_path_factory.mktemp("inputs"))


@pytest.fixture
def channels(originals: Channels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Channels:
    """Copies that may be spoilt; a model that is asked fails the test."""

    def ask(*_: object) -> None:
        raise AssertionError("a model was asked")

    for name in ("vector", "encoded"):
        monkeypatch.setattr(Models, name, ask)
    return {name: Path(shutil.copytree(folder, tmp_path / name)) for name, folder in originals.items()}


def refusal(base: Path, channels: Channels, **hyperparameters: str) -> InputError:
    with pytest.raises(InputError) as caught:
        evaluate(job_in(base / "job", {"threads": "1"} | hyperparameters, **channels))
    return caught.value


def no_adapters(channels: Channels) -> str:
    shutil.rmtree(channels["adapters"])
    channels["adapters"].mkdir()
    (channels["adapters"] / ".DS_Store").write_bytes(b"")
    return "holds no adapter"


def a_strange_name(channels: Channels) -> str:
    (channels["adapters"] / "mugs_blue").rename(channels["adapters"] / "mug_blue")
    return "mug_blue is the name of no instance"


def a_pickle(channels: Channels) -> str:
    (channels["adapters"] / "mugs_blue" / "adapter_model.bin").write_bytes(b"")
    return "mugs_blue: the adapter holds adapter_model.bin"


def for_another_backbone(channels: Channels) -> str:
    other = make_backbone(channels["backbone"].parent / "other", "dinov2", seed=1)
    shutil.rmtree(channels["adapters"] / "shoes_old")
    make_adapter(other, channels["adapters"] / "shoes_old")
    return "shoes_old: the adapter was made for backbone"


def a_file_beside(channels: Channels) -> str:
    (channels["adapters"] / "mugs_blue.safetensors").write_bytes(b"")
    return "mugs_blue.safetensors is no folder"


def of_another_split(channels: Channels) -> str:
    shutil.rmtree(channels["adapters"] / "shoes_old")
    (channels["adapters"] / "mugs_blue").rename(channels["adapters"] / "mugs_red")
    return "of an instance for test"


@pytest.mark.parametrize(
    "spoil", [no_adapters, a_strange_name, a_pickle, for_another_backbone, a_file_beside, of_another_split]
)
def test_adapters_that_can_not_be_used(spoil: Callable[[Channels], str], channels: Channels, tmp_path: Path) -> None:
    message = spoil(channels)
    error = refusal(tmp_path, channels)
    assert error.code == "AdapterInvalid"
    assert message in str(error)


def test_all_wrong_adapters_are_named_at_once(channels: Channels, tmp_path: Path) -> None:
    messages = [a_pickle(channels), for_another_backbone(channels), a_file_beside(channels)]
    error = refusal(tmp_path, channels)
    assert [message for message in messages if message not in str(error)] == []


def test_a_damaged_picture_is_known_before_a_model_is_asked(channels: Channels, tmp_path: Path) -> None:
    file = next((channels["dataset"] / "test" / "mugs_red").iterdir())
    file.write_bytes(file.read_bytes()[:300])
    error = refusal(tmp_path, channels)
    assert error.code == "DatasetInvalid"
    assert f"test/mugs_red/{file.name}" in str(error)


def test_dense_tasks_need_masks(channels: Channels, tmp_path: Path) -> None:
    masks = channels["dataset"] / "train_masks" / "mugs_blue"
    shutil.rmtree(masks)
    error = refusal(tmp_path, channels, **DENSE)
    assert error.code == "DatasetInvalid"
    assert "train/mugs_blue/mugs_blue_train0 has no mask" in str(error)


def test_a_dataset_with_a_folder_that_means_nothing(channels: Channels, tmp_path: Path) -> None:
    (channels["dataset"] / "tset").mkdir()
    error = refusal(tmp_path, channels)
    assert error.code == "DatasetInvalid"
    assert "tset" in str(error)


def test_a_split_that_no_file_states(channels: Channels, tmp_path: Path) -> None:
    write_folder(tmp_path / "plain", plain())
    error = refusal(tmp_path, {**channels, "dataset": tmp_path / "plain"})
    assert error.code == "DatasetInvalid"
    assert "evaluate `all`" in str(error)


def test_shifts_where_the_dataset_has_none(channels: Channels, tmp_path: Path) -> None:
    write_folder(tmp_path / "plain", plain() | with_mask("test", "cup", "more"))
    error = refusal(tmp_path, {**channels, "dataset": tmp_path / "plain"}, split='"all"', shifts="true")
    assert error.code == "DatasetInvalid"


def test_a_mapping_where_the_layout_needs_none(channels: Channels, tmp_path: Path) -> None:
    (tmp_path / "mapping").mkdir()
    (tmp_path / "mapping" / "mine.json").write_text("{}")
    error = refusal(tmp_path, channels | {"mapping": tmp_path / "mapping"})
    assert error.code == "OptionInvalid"
    assert "mine.json" in str(error)
    write_folder(tmp_path / "dogs", dogs())
    error = refusal(tmp_path / "2", channels | {"mapping": tmp_path / "mapping", "dataset": tmp_path / "dogs"})
    assert error.code == "DatasetInvalid"
    assert "mine.json has the format None" in str(error)


@pytest.mark.parametrize(
    ("hyperparameters", "message"),
    [
        ({"tasks": '["clasification"]'}, "clasification"),
        ({"tasks": "[]"}, "tasks"),
        ({"tasks": '["retrieval", "retrieval"]'}, "once"),
        ({"split": '"train"'}, "split"),
        ({"feature": '"patch"'}, "feature"),
        ({"side": "64"}, "side"),
        ({"negatives": '"all-shifts"'}, "shifts"),
        (DENSE | {"side": "100"}, "multiple of 16"),
        ({"threads": "0"}, "threads"),
    ],
)
def test_settings_out_of_range(
    hyperparameters: dict[str, str], message: str, channels: Channels, tmp_path: Path
) -> None:
    error = refusal(tmp_path, channels, **hyperparameters)
    assert error.code == "OptionInvalid"
    assert message in str(error)


def test_a_misspelt_setting(channels: Channels, tmp_path: Path) -> None:
    assert refusal(tmp_path, channels, task=json.dumps(["retrieval"])).code == "OptionUnknown"


def test_a_sam_without_a_task_for_it(channels: Channels, tmp_path: Path) -> None:
    assert refusal(tmp_path, channels | {"sam": channels["backbone"]}).code == "OptionInvalid"
    assert refusal(tmp_path / "2", channels | {"sam": channels["backbone"]}, **DENSE).code == "ModelInvalid"
