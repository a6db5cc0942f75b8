from pathlib import Path

import pytest

from fer_edge.deploy.bundle.settings import BundleSettings
from fer_edge.errors import UsageError


def test_parts_are_named_once_or_none():
    assert BundleSettings(parts=("web", "mqtt", "web")).chosen_parts == ("web", "mqtt")
    assert BundleSettings(parts=("none",)).chosen_parts == ()


def test_a_part_that_is_not_there_is_told_with_the_list():
    with pytest.raises(UsageError, match="mqtt, web, litert"):
        BundleSettings(parts=("train",))


def test_two_kinds_of_folder_exclude_each_other():
    with pytest.raises(UsageError, match="exclude"):
        BundleSettings(oci=Path("a"), home_assistant=Path("b"))
