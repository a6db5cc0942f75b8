"""Files measured beside each other: what a row says, and why where it says nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fer_edge.artifact.store import shipped_models
from fer_edge.bench.faces import BenchFaces, find_faces
from fer_edge.bench.harness import PRODUCT_TURNS, _peaks, bench_files, summarise
from fer_edge.bench.measuring.products import MACS
from fer_edge.bench.measuring.rounds import Measured, Series, Slice, SubjectError
from fer_edge.bench.settings import BenchSettings
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import UsageError
from tests.standin import GREY

QUICK = BenchSettings(threads=(1,), runs=3, warmup=1, seconds=60)
DRAWN = BenchFaces(faces=draw_split("test", per_class=1), called="drawn faces")


def rows(*files: Path, settings=QUICK, faces=DRAWN):
    return bench_files(files, settings, faces, lambda text: None).rows


def test_a_row_has_every_figure():
    (one,) = rows(GREY)
    assert (one.file, one.runtime, one.model, one.threads, one.batch) == (GREY.name, "onnxruntime", "standin", 1, 1)
    assert one.calls == 3 and set(one.throughput) == {"1", "8"} and one.reason is None
    for figure in ("size", "load_ms", "first_ms", "p50_ms", "p95_ms", "cpu_ms", "memory_mb", "steady_mb", "peak_share"):
        assert getattr(one, figure) > 0, figure
    assert one.p50_ms <= one.p95_ms <= one.p99_ms and not one.settled  # Of one round nothing is sure.


def test_without_matrix_products_rows_have_all_but_their_share(monkeypatch):
    def fail(threads, seconds):
        raise SubjectError("no ONNX Runtime")

    monkeypatch.setattr("fer_edge.bench.harness.open_products", fail)
    (one,) = rows(GREY)
    assert one.p50_ms and one.peak_share is None


def test_of_too_few_products_no_share_is_told():
    brief = BenchSettings(threads=(1,), batch=(1,), seconds=0.1, warmup=1)
    found = bench_files([GREY], brief, DRAWN, lambda text: None)
    assert found.rows[0].p50_ms and (found.peaks == {}) == (found.rows[0].peak_share is None)
    few = Measured({"int8": Series(3)}, first="int8")
    for _ in range(PRODUCT_TURNS):
        assert _peaks(1, few) == {}
        few.series["int8"].add(Slice((2.0, 1.0), 3.0))
    assert _peaks(1, few) == {"1": {"int8": MACS * 1000}}


def test_rows_come_in_the_order_of_files_and_threads(tmp_path):
    other = Path(shutil.copy(GREY, tmp_path / "b.onnx"))
    found = rows(GREY, other, settings=replace(QUICK, threads=(2, 1)))
    assert [(one.file, one.threads) for one in found] == [(f, t) for f in (GREY.name, "b.onnx") for t in (2, 1)]


def test_a_file_that_cannot_run_is_a_row_with_a_reason_and_the_others_have_figures(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    bad, gone, good = rows(tmp_path / "model.onnx", tmp_path / "none.onnx", GREY)
    assert bad.size == 8 and bad.sha256 and bad.p50_ms is None and "not an ONNX model" in bad.reason
    assert "no model file at" in gone.reason and good.p50_ms


def test_short_memory_means_fewer_at_a_time_and_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr("fer_edge.bench.harness.memory", lambda root, key: 150_000_000)
    other, told = Path(shutil.copy(GREY, tmp_path / "b.onnx")), []
    found = bench_files([GREY, other], QUICK, DRAWN, told.append).rows
    assert all(one.p50_ms for one in found) and any("1 at a time" in line for line in told)


def test_percentiles_are_of_all_calls_and_the_median_of_the_turns():
    turns = [Slice((1.0, 1.0, 9.0), 3.0), Slice((2.0, 2.0, 9.0), 6.0), Slice((3.0, 3.0, 9.0), 9.0)]
    measured = Measured({2: Series(3), 8: Series(3)}, first=2)
    for turn in turns:
        measured.series[2].add(turn)
    measured.series[8].add(Slice((4.0,), 4.0))
    found = summarise(measured)
    assert (found["p50_ms"], found["p99_ms"], found["cpu_ms"], found["calls"]) == (2.0, 9.0, 2.0, 9)
    assert found["throughput"] == {"2": 1000.0, "8": 2000.0} and found["faces_per_second"] == 1000.0


@pytest.fixture
def nano(tmp_path) -> Path:
    """A copy of the smallest shipped file and of its card."""
    for name in ("card.json", "model.int8.onnx"):
        shutil.copy(shipped_models() / "nano" / name, tmp_path)
    return tmp_path / "model.int8.onnx"


def test_accuracy_is_what_the_card_says_of_this_very_file(nano):
    (one,) = rows(nano)
    assert one.accuracy > 0.6 and one.accuracy_of == "card, validation"


def test_the_card_of_another_file_says_nothing_of_this_one(nano):
    card = nano.with_name("card.json")
    card.write_text(card.read_text().replace('"model.int8.onnx": "', '"model.int8.onnx": "0'))
    (one,) = rows(nano)
    assert one.accuracy is None and one.p50_ms is not None


def test_accuracy_is_measured_where_faces_are_named(tmp_path):
    faces = BenchFaces(faces=draw_split("test", per_class=2), called="synthetic (test)", labelled=True)
    (one,) = rows(GREY, faces=faces)
    assert 0 < one.accuracy < 1 and one.accuracy_of == "synthetic (test)"


def test_faces_with_other_labels_are_refused_and_so_are_none():
    other = replace(DRAWN.faces, classes=tuple("abcdefg"))
    with pytest.raises(UsageError, match="knows angry"):
        rows(GREY, faces=BenchFaces(faces=other, called="x", labelled=True))
    none = replace(DRAWN.faces, faces=np.empty((0, 48, 48, 1), np.uint8))
    with pytest.raises(UsageError, match="at least one face"):
        rows(GREY, faces=BenchFaces(faces=none, called="x"))


@pytest.mark.parametrize(
    "wrong", [{"runs": -1}, {"threads": ()}, {"threads": (0,)}, {"warmup": -1}, {"batch": (0,)}, {"seconds": 0}]
)
def test_settings_that_measure_nothing_are_refused(wrong):
    with pytest.raises(UsageError):
        BenchSettings(**wrong)


def test_faces_are_those_that_are_named_or_of_data_or_drawn(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_faces(None, "validation").called == "drawn faces"
    (tmp_path / "data").mkdir()  # Nothing that could be read.
    assert find_faces(None, "validation").called == "drawn faces"
    named = find_faces("synthetic", "test")
    assert named.labelled and named.sample(32, 3).shape[1:] == (32, 32, 3)
