"""The README.md of a model on the Hub: metadata that a parser of YAML reads, and code that runs."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge.artifact.card import read_card
from fer_edge.artifact.hugging_face import hub_page
from fer_edge.artifact.page import card_page
from fer_edge.artifact.store import shipped_models
from fer_edge.cli.app import app
from fer_edge.errors import UsageError

yaml = pytest.importorskip("yaml")


def parts(page: str) -> tuple[dict, str]:
    """The metadata, parsed, and what stands below it."""
    before, front, body = page.split("---\n", 2)
    assert before == ""
    return yaml.safe_load(front), body


@pytest.mark.parametrize("name", ["edge", "nano"])
def test_a_shipped_model_s_figures_are_named_as_those_of_validation(name):
    card = read_card(shipped_models() / name)
    known, body = parts(hub_page(card))
    assert (known["license"], known["library_name"], known["pipeline_tag"]) == ("other", "onnx", "image-classification")
    assert known["datasets"] == ["fer2013"] and known["metrics"] == ["accuracy"] and "int8" in known["tags"]
    (model,) = known["model-index"]
    (result,) = model["results"]
    assert model["name"] == name and result["dataset"] == {"type": "fer2013", "name": "FER2013", "split": "validation"}
    figures = {metric["name"]: metric["value"] for metric in result["metrics"]}
    assert figures["Validation accuracy"] == round(card.figures["model.int8.onnx"]["accuracy"], 4)
    assert all(name.startswith("Validation ") for name in figures) and len(figures) == 4
    assert card_page(card).rstrip() in body


def test_the_code_below_it_answers(tmp_path, monkeypatch):
    shutil.copy(shipped_models() / "edge" / "model.int8.onnx", tmp_path)
    monkeypatch.chdir(tmp_path)
    code = hub_page(read_card(shipped_models() / "edge")).split("```python\n")[1].split("```")[0]
    names = {"faces": np.zeros((2, 48, 48, 1), np.uint8)}
    exec(code, names)
    assert names["probabilities"].shape == (2, 7) and names["probabilities"].sum(axis=1) == pytest.approx(1, abs=0.01)


def test_a_model_without_figures_claims_none(card):
    known, body = parts(hub_page(card))
    assert not {"model-index", "metrics", "datasets", "library_name"} & set(known) and "How to use" not in body


@pytest.mark.parametrize("name", ['a: "b" #c', "---", "- x", "no", "1.0", "two\nlines", "\x1b[31m", "😀 é", ""])
def test_a_name_is_a_text_whatever_it_holds(card, name):
    odd = {"split": name, "accuracy": 1, "balanced_accuracy": float("nan"), "robustness": 3}
    known, _ = parts(hub_page(replace(card, name=name, trained={"data": name}, figures={"model.keras": odd})))
    (model,) = known["model-index"]
    assert model["name"] == "".join(sign for sign in name if sign.isprintable())
    assert [metric["value"] for metric in model["results"][0]["metrics"]] == [1.0]


def test_the_command_writes_it_and_refuses_other_formats():
    written = CliRunner().invoke(app, ["models", "card", "edge", "--format", "hf"])
    assert parts(written.stdout)[0]["model-index"][0]["name"] == "edge"
    refused = CliRunner().invoke(app, ["models", "card", "edge", "--format", "docx"])
    assert isinstance(refused.exception, UsageError) and "page or hf" in str(refused.exception)
