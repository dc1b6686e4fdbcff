"""captions.json: what is read, and what breaks its contract."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_generator import IDENTIFIER, captions_of, write_captions

from likeness_ml.errors import ServiceError
from likeness_ml.generator.captions import read_captions


def test_captions_are_read_as_they_are_written(tmp_path: Path) -> None:
    captions = read_captions(write_captions(tmp_path))
    written = captions_of()
    assert (captions.instance_prompt, captions.class_prompt) == (f"a photo of {IDENTIFIER} mug", "a photo of a mug")
    assert [list(captions.captions), list(captions.negatives), list(captions.scenes)] == [
        written[name] for name in ("captions", "negatives", "scenes")
    ]


def test_without_the_file_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"captions\.json") as raised:
        read_captions(tmp_path)
    assert raised.value.code == "ObjectNotFound"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", 2),
        ("category", ""),
        ("identifier", None),
        ("instance", "a photo of a mug"),
        ("class", f"a photo of {IDENTIFIER} mug"),
        ("standard", "a photo of a mug"),
        ("captions", captions_of()["captions"][:99]),
        ("negatives", []),
        ("scenes", []),
        ("scenes", "a beach"),
        ("scenes", [3]),
    ],
)
def test_what_breaks_the_contract_is_refused(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(ServiceError) as raised:
        read_captions(write_captions(tmp_path, captions_of() | {name: value}))
    assert raised.value.code == "Internal"


def test_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "captions.json").write_text("{")
    with pytest.raises(ServiceError, match="not JSON"):
        read_captions(tmp_path)


@given(index=st.integers(0, 99), times=st.sampled_from([0, 2, 3]))
def test_each_caption_has_the_identifier_once(tmp_path_factory: pytest.TempPathFactory, index: int, times: int) -> None:
    captions = captions_of()
    captions["captions"][index] = f"{' '.join([IDENTIFIER] * times)} mug"
    with pytest.raises(ServiceError, match=f"should have {IDENTIFIER} once"):
        read_captions(write_captions(tmp_path_factory.mktemp("captions"), captions))


@given(index=st.integers(0, 99), name=st.sampled_from(["negatives", "scenes"]))
def test_no_negative_and_no_scene_has_it(tmp_path_factory: pytest.TempPathFactory, index: int, name: str) -> None:
    captions = captions_of()
    captions[name][index % len(captions[name])] += f" {IDENTIFIER}"
    with pytest.raises(ServiceError, match="should not have"):
        read_captions(write_captions(tmp_path_factory.mktemp("captions"), json.loads(json.dumps(captions))))
