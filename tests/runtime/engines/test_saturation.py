"""Integer products on processors without VNNI, which are played by hiding it from a process."""

import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fer_edge.artifact.store import shipped_models
from fer_edge.runtime.engines.onnx import OnnxEngine
from fer_edge.runtime.engines.saturation import EXACT, probe_product, products_saturate
from tests.real_faces import some_faces
from tests.runtime.engines.without_vnni import UNSUPPORTED

MODELS = [str(shipped_models() / name / "model.int8.onnx") for name in ("edge", "nano")]


def same(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The share of rows with the same answer."""
    return float((ours.argmax(axis=1) == theirs.argmax(axis=1)).mean())


@pytest.fixture(scope="module")
def faces() -> np.ndarray:
    return some_faces(1000).faces


@pytest.fixture(scope="module")
def without_vnni(tmp_path_factory, faces):
    folder = tmp_path_factory.mktemp("without_vnni")
    np.save(folder / "faces.npy", faces)
    words = ["-m", "tests.runtime.engines.without_vnni", folder / "faces.npy", folder / "out.npz", *MODELS]
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True, timeout=200)
    if done.returncode == UNSUPPORTED:
        pytest.skip("VNNI cannot be hidden here: no CPUID faulting (arch_prctl) on this kernel or processor")
    assert done.returncode == 0, done.stderr
    with np.load(folder / "out.npz") as found:
        return dict(found)


@pytest.mark.parametrize("model", MODELS)
def test_an_integer_file_answers_the_same_without_vnni(without_vnni, faces, model):
    assert same(OnnxEngine(Path(model)).predict(faces), without_vnni[model]) >= 0.999


@pytest.mark.parametrize("model", MODELS)
def test_without_the_session_entry_it_would_not(without_vnni, faces, model):
    assert same(OnnxEngine(Path(model)).predict(faces), without_vnni[f"{model} clipped"]) < 0.95


@pytest.mark.parametrize("model", MODELS)
def test_the_probes_of_its_card_would_notice(without_vnni, model):
    assert without_vnni[f"{model} refused"].tolist() == [False, True]


def test_the_probe_notices_that_vnni_is_missing_and_that_the_entry_mends_it(without_vnni):
    assert without_vnni["saturate"] and without_vnni["precise"] == EXACT


def test_the_probe_says_what_the_processor_says_of_itself():
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").is_file() else ""
    if "avx2" not in flags or platform.machine() != "x86_64":
        pytest.skip("no /proc/cpuinfo of an x86-64 processor with AVX2 here")
    assert products_saturate() == (not any(flag in flags.split() for flag in ("avx512_vnni", "avx_vnni")))
    assert probe_product(precise=True) == EXACT
