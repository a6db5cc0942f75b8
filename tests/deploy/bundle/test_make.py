import hashlib
import json
import tarfile

import pytest

from fer_edge.artifact.store import NEXT_FILES, shipped_models
from fer_edge.deploy.bundle.contents import RunConfig
from fer_edge.deploy.bundle.make import Places, collect, write_bundle
from fer_edge.deploy.bundle.settings import BundleSettings
from fer_edge.deploy.bundle.target import TARGETS, parse_target
from fer_edge.errors import MissingError, ModelError, ProbeError, UsageError
from tests.conftest import real
from tests.deploy.bundle.making import fill_cache, make_wheel
from tests.schemas import conform

PI = parse_target("aarch64-py311")
QUIET = lambda here, all_: None  # noqa: E731


@pytest.fixture
def places(tmp_path):
    """A cache that has been filled, so that no network is asked for."""
    made = [make_wheel(tmp_path / "made", name) for name in ("pip", "numpy", "starlette")]
    for target in TARGETS.values():
        fill_cache(tmp_path / "cache", ["numpy", "pip"], target, made[:2])
    fill_cache(tmp_path / "cache", ["numpy", "pip", "starlette"], PI, made)
    (tmp_path / "work").mkdir()
    return Places(cache=tmp_path / "cache", work=tmp_path / "work")


@pytest.fixture
def settings(tmp_path, places):
    requires = ["numpy", "starlette; extra == 'web'"]
    own = make_wheel(tmp_path / "own", "fer-edge", "0.1.0", requires=requires)
    return BundleSettings(model="edge", detector="haar", parts=("none",), wheel=own)


def made(settings, places, config=RunConfig(), target=PI):  # noqa: B008
    return collect(settings, target, config, places, lambda text: None)


def test_a_bundle_holds_what_it_says(settings, places, tmp_path):
    bundle = made(settings, places)
    told = conform("bundle", write_bundle(bundle, tmp_path / "x.tar.gz", QUIET))
    with tarfile.open(tmp_path / "x.tar.gz") as archive:
        files = {one.name.partition("/")[2]: archive.extractfile(one).read() for one in archive if one.isfile()}
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = json.loads(files["manifest.json"])
    assert manifest["files"] == {name: sums[name] for name in sums if name not in ("manifest.json", "SHA256SUMS")}
    listed = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert listed == {name: told for name, told in sums.items() if name != "SHA256SUMS"}
    assert bundle.name == "fer-edge-0.1.0-linux-aarch64-py311" and told["id"] == manifest["id"]
    assert (manifest["format"], manifest["machine"], manifest["python"], manifest["detector"]) == (
        *(1, "aarch64", "3.11"),
        "haar",
    )
    assert [wheel["name"] for wheel in manifest["wheels"]] == ["fer-edge", "numpy", "pip"]


def test_of_a_model_it_holds_what_a_device_runs(settings, places):
    names = {name for name in made(settings, places).files if name.startswith("models/")}
    assert names == {f"models/edge/{name}" for name in ("card.json", "model.onnx", "model.int8.onnx")}
    assert not names & {f"models/edge/{name}" for name in NEXT_FILES if name.endswith("tflite")}


def test_twice_it_is_the_same_to_the_byte(settings, places, tmp_path):
    for name in ("1.tar.gz", "2.tar.gz"):
        write_bundle(made(settings, places), tmp_path / name, QUIET)
    assert (tmp_path / "1.tar.gz").read_bytes() == (tmp_path / "2.tar.gz").read_bytes()


def test_another_configuration_is_another_version(settings, places):
    one, other = (
        json.loads(made(settings, places, RunConfig(text=text)).files["manifest.json"]) for text in (b"", b"#")
    )
    assert one["id"] != other["id"]


def test_the_licences_of_all_are_there(settings, places):
    files = made(settings, places).files
    assert files["licences/numpy-1.0/LICENSE"] == b"The licence.\n"
    assert b"| numpy | 1.0 | MIT | numpy-1.0 |" in files["licences/README.md"]


def test_the_bill_of_materials_names_every_wheel_and_the_model(settings, places):
    bundle = made(settings, places)
    bill = json.loads(bundle.files["sbom.cdx.json"])
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert "timestamp" not in bill["metadata"]
    parts = {part["name"]: part for part in bill["components"]}
    assert parts["numpy"]["purl"] == "pkg:pypi/numpy@1.0" and parts["numpy"]["licenses"] == [{"expression": "MIT"}]
    model = parts["models/edge/model.int8.onnx"]
    assert model["type"] == "machine-learning-model"
    assert model["hashes"][0]["content"] == json.loads(bundle.files["manifest.json"])["files"][model["name"]]
    known = {part["bom-ref"] for part in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    assert {row["ref"] for row in bill["dependencies"]} == known
    assert {ref for row in bill["dependencies"] for ref in row["dependsOn"]} < known


def test_yunet_is_there_with_its_checked_file(settings, places):
    from dataclasses import replace

    path = real("detectors/face_detection_yunet_2023mar.onnx")
    bundle = made(replace(settings, detector="auto", yunet=path), places)
    assert bundle.about.detector == "yunet" and f"detectors/{path.name}" in bundle.files
    with pytest.raises(MissingError, match="no YuNet file"):
        made(replace(settings, detector="yunet", yunet=path.parent / "lost.onnx"), places)


@pytest.mark.parametrize(
    ("config", "why"),
    [
        (RunConfig(model="nano"), "expected edge"),
        (RunConfig(yunet=shipped_models() / "y.onnx"), "leave yunet out"),
        (RunConfig(mqtt=True), "--with leaves out"),
    ],
)
def test_a_configuration_that_is_right_here_alone_is_refused(settings, places, config, why):
    with pytest.raises(UsageError, match=why):
        made(settings, places, config)


def test_a_damaged_model_is_not_shipped(settings, places, tmp_path):
    from dataclasses import replace

    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("card.json", "model.onnx"):
        data = (shipped_models() / "edge" / name).read_bytes()
        (folder / name).write_bytes(data if name == "card.json" else data[: len(data) // 2])
    with pytest.raises(ModelError, match=r"model\.onnx"):
        made(replace(settings, model=str(folder)), places)


def test_a_file_that_answers_otherwise_here_goes_along_and_is_told(settings, places, tmp_path):
    pytest.importorskip("onnx")
    from dataclasses import replace

    from tests.standin.probed import FILES, leave_probed

    leave_probed(tmp_path / "odd", wrong=[FILES[0]])
    told = []
    bundle = collect(replace(settings, model=str(tmp_path / "odd")), PI, RunConfig(), places, told.append)
    assert {f"models/odd/{name}" for name in FILES} < bundle.files.keys()
    assert [text for text in told if f"{FILES[0]} answers otherwise" in text]
    leave_probed(tmp_path / "wrong", wrong=FILES)
    with pytest.raises(ProbeError):
        made(replace(settings, model=str(tmp_path / "wrong")), places)
