"""What curation.json says of a pool."""

import json

import numpy as np
import pytest
from curation_pool import candidate, fixed_pool, positives, scored, unit
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.curation.choose import decide
from likeness_ml.curation.diversity import vendi
from likeness_ml.curation.fidelity import Scored
from likeness_ml.curation.report import report
from likeness_ml.curation.rule import RULES, Rule


def told(pool: Scored, rule: Rule) -> dict:
    """The report as a reader of the file gets it; NaN would be refused."""
    return json.loads(json.dumps(report(pool, decide(pool, rule), rule), allow_nan=False))


@given(st.sampled_from(RULES), st.integers(0, 40), st.sampled_from([None, 0.5]), st.floats(-1, 2))
def test_the_numbers_of_the_sources_add_up_to_the_images(
    name: str, budget: int, share: float | None, floor: float
) -> None:
    pool = scored(*fixed_pool())
    found = told(pool, Rule(name, budget, floor, share))
    assert [image["id"] for image in found["images"]] == [one.identity for one in pool.candidates]
    for source, numbers in found["sources"].items():
        own = [image for image in found["images"] if image["source"] == source]
        assert numbers["candidates"] == len(own)
        assert numbers["kept"] == sum(image["kept"] for image in own)
        assert numbers["dropped"] == {
            reason: sum(image["reason"] == reason for image in own)
            for reason in {image["reason"] for image in own} - {""}
        }
    assert found["summary"]["kept"] == sum(numbers["kept"] for numbers in found["sources"].values())
    assert found["summary"]["dropped"] == sum(not image["kept"] for image in found["images"])
    assert found["rule"] == {"curation": name, "budget": budget, "fidelity_floor": floor, "generated_share": share}


def test_fidelity_and_diversity_are_of_the_images_they_are_said_to_be_of() -> None:
    vectors = unit(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]))
    pool = positives([0.2, 0.6, 0.8, 1.0], vectors, ["dreambooth", "dreambooth", "cut-and-paste", "cut-and-paste"])
    found = told(pool, Rule("coverage"))
    made, pasted = found["sources"]["dreambooth"], found["sources"]["cut-and-paste"]
    assert (made["fidelity"]["mean"], made["keptFidelity"]["mean"]) == (0.4, 0.6)
    assert made["fidelity"]["quantiles"] == {"0.1": 0.24, "0.25": 0.3, "0.5": 0.4, "0.75": 0.5, "0.9": 0.56}
    assert (made["vendi"], made["keptVendi"], pasted["vendi"]) == (2, 1, 1)
    assert (made["faithful"], made["coverage"], pasted["faithful"], pasted["coverage"]) == (1, 1, 2, 1)
    assert found["summary"]["fidelity"] == 0.8 and found["summary"]["vendi"] == 2
    assert [image["fidelity"] for image in found["images"]] == [0.2, 0.6, 0.8, 1.0]
    assert found["images"][2]["meanCosine"] == 0.72


def test_prompts_are_told_apart_by_source_and_only_those_of_positives() -> None:
    vectors = unit(np.random.default_rng(0).normal(size=(6, 4)))
    pool = positives([0.0, 0.5, 1.0, 1.0, 0.0, 0.0], vectors, ["dreambooth"] * 6)
    names = [("on a beach", "positive"), ("in a bag", "positive"), ("on a beach", "positive")]
    names += [(None, "positive"), ("in a bag", "negative"), ("in a bag", "anchor")]
    for index, (prompt, kind) in enumerate(names):
        pool.candidates[index] = candidate(f"p{index:04d}", "dreambooth", kind, prompt)
    assert told(pool, Rule("coverage"))["prompts"] == [
        {
            "prompt": "on a beach",
            "source": "dreambooth",
            "candidates": 2,
            "kept": 1,
            "fidelity": 0.5,
            "vendi": pytest.approx(vendi(vectors[[0, 2]]), abs=1e-4),
        },
        {"prompt": "in a bag", "source": "dreambooth", "candidates": 1, "kept": 1, "fidelity": 0.5, "vendi": 1},
    ]


def test_what_was_not_measured_is_null() -> None:
    found = told(scored(*fixed_pool()), Rule())
    anchors = [image for image in found["images"] if image["kind"] == "anchor"]
    assert {(image["fidelity"], image["meanCosine"]) for image in anchors} == {(None, None)}
    assert found["sources"]["augmented-real"]["fidelity"] is None
    assert found["sources"]["background"]["coverage"] is None
