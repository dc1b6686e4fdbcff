"""Which files make a model: laws for any repository, and the layouts of the real ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.errors import InputError
from likeness_ml.models.selection import select

STEMS = ("model", "diffusion_pytorch_model", "pytorch_model", "v1-5-pruned")
FORMS = (".safetensors", ".fp16.safetensors", ".non_ema.safetensors", "-00001-of-00002.safetensors", ".bin", ".ckpt")
TEXTS = ("config.json", "merges.txt", "README.md", ".hidden.json", "spiece.model", "code.py")
INDEX = {"_class_name": "X", "unet": ["diffusers", "Y"], "vae": ["diffusers", "Z"], "image_encoder": [None, None]}

names = st.one_of(st.sampled_from(TEXTS), st.builds(str.__add__, st.sampled_from(STEMS), st.sampled_from(FORMS)))
folders = st.sampled_from(("", "unet/", "vae/", "image_encoder/", "other/", "unet/deeper/", "../", "/etc/"))
listings = st.sets(st.builds(str.__add__, folders, names), max_size=40)


@given(listings, st.sampled_from(("backbone", "generator")), st.sampled_from(("fp32", "fp16")))
def test_nothing_but_text_and_safetensors_of_the_parts_is_ever_chosen(listing: set, kind: str, weights: str) -> None:
    try:
        chosen = select(listing, kind, weights, INDEX)
    except InputError as error:
        assert error.code == "ModelInvalid"
        return
    targets = [wanted.to for wanted in chosen]
    assert len(set(targets)) == len(targets)
    for wanted in chosen:
        assert wanted.path.endswith((".safetensors", ".json", ".txt"))
        folder = wanted.path.rpartition("/")[0]
        assert folder in ("", "unet", "vae") and wanted.to.rpartition("/")[0] == folder
        assert "fp16" not in wanted.to.rpartition("/")[2] and "non_ema" not in wanted.path


@given(listings, st.sampled_from(("fp32", "fp16")))
def test_the_order_of_the_listing_changes_nothing(listing: set, weights: str) -> None:
    def outcome(paths: list[str]) -> object:
        try:
            return select(paths, "generator", weights, INDEX)
        except InputError as error:
            return str(error)

    assert outcome(sorted(listing)) == outcome(sorted(listing, reverse=True))


def test_half_precision_takes_the_plain_name_and_falls_back_where_there_is_none() -> None:
    listing = [
        "unet/diffusion_pytorch_model.safetensors",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "vae/diffusion_pytorch_model.safetensors",
    ]
    chosen = {wanted.to: wanted.path for wanted in select(listing, "generator", "fp16", INDEX)}
    assert chosen["unet/diffusion_pytorch_model.safetensors"] == "unet/diffusion_pytorch_model.fp16.safetensors"
    assert chosen["vae/diffusion_pytorch_model.safetensors"] == "vae/diffusion_pytorch_model.safetensors"


def test_shards_of_half_precision_keep_their_names_under_the_index_that_names_them() -> None:
    listing = [
        "text_encoder_3/config.json",
        "text_encoder_3/model-00001-of-00002.safetensors",
        "text_encoder_3/model-00002-of-00002.safetensors",
        "text_encoder_3/model.fp16-00001-of-00002.safetensors",
        "text_encoder_3/model.fp16-00002-of-00002.safetensors",
        "text_encoder_3/model.safetensors.index.fp16.json",
        "text_encoder_3/model.safetensors.index.json",
    ]
    index = {"text_encoder_3": ["transformers", "T5EncoderModel"]}
    chosen = {wanted.to: wanted.path for wanted in select(listing, "generator", "fp16", index)}
    assert chosen == {
        "model_index.json": "model_index.json",
        "text_encoder_3/config.json": "text_encoder_3/config.json",
        "text_encoder_3/model.fp16-00001-of-00002.safetensors": "text_encoder_3/model.fp16-00001-of-00002.safetensors",
        "text_encoder_3/model.fp16-00002-of-00002.safetensors": "text_encoder_3/model.fp16-00002-of-00002.safetensors",
        "text_encoder_3/model.safetensors.index.json": "text_encoder_3/model.safetensors.index.fp16.json",
    }


@pytest.mark.parametrize("name", ["../vae", "a/b", "", "."])
def test_a_part_whose_name_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        select(["model.safetensors"], "generator", "fp32", {name: ["diffusers", "AutoencoderKL"]})
    assert caught.value.code == "ModelInvalid"
