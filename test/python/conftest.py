"""Lets tests import the helper modules beside them, and runs the jobs that several files look at once."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, and nothing about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def references(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four photos of a sample subject, three of them with masks."""
    from sample_jobs import copy_photos

    return copy_photos(tmp_path_factory.mktemp("photos") / "references")


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few scenes and other objects."""
    from sample_jobs import copy_bank

    return copy_bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="session")
def composed(tmp_path_factory: pytest.TempPathFactory, references: Path, bank: Path) -> Path:
    """The compose job's model/ folder for those photos."""
    from sample_jobs import compose_in

    return compose_in(tmp_path_factory.mktemp("compose"), references, bank)
