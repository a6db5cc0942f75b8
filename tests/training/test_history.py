"""Which epoch of a run is kept, and the file its epochs are read from."""

import pytest

from fer_edge.errors import FerEdgeError
from fer_edge.training.history import COLUMNS, append_epoch, best_epoch, read_history


def run(*figures: tuple[float, float]) -> list[dict[str, float]]:
    return [
        {"epoch": number, "loss": 1.0, "accuracy": 0.5, "seconds": 1.0, "val_loss": loss, "val_accuracy": accuracy}
        for number, (accuracy, loss) in enumerate(figures, start=1)
    ]


def test_a_clearly_higher_accuracy_is_kept_whatever_its_loss():
    assert best_epoch(run((0.50, 1.2), (0.60, 1.5), (0.55, 1.0)), faces=3589) == 2


def test_between_accuracies_that_luck_parts_the_lower_loss_is_kept():
    assert best_epoch(run((0.688, 0.864), (0.6865, 0.853)), faces=3589) == 2
    assert best_epoch(run((0.6865, 0.853), (0.688, 0.864)), faces=3589) == 1


def test_many_small_steps_down_do_not_add_up():
    steps = [(0.70 - 0.005 * step, 0.9 - 0.01 * step) for step in range(10)]
    assert best_epoch(run(*steps), faces=3589) == 2


@pytest.mark.parametrize(("faces", "kept"), [(100, 2), (100_000, 1)])
def test_what_is_luck_depends_on_how_many_faces_were_read(faces, kept):
    assert best_epoch(run((0.70, 0.9), (0.67, 0.8)), faces) == kept


def test_of_a_run_in_stages_the_last_is_kept():
    assert best_epoch(run((0.9, 0.2), (0.8, 0.4), (0.7, 0.9)), faces=12, staged=True) == 3


def test_what_is_appended_is_read_and_an_epoch_that_is_run_again_takes_its_place(tmp_path):
    assert read_history(tmp_path) == []
    first, second, third = run((0.5, 1.0), (0.6, 0.9), (0.7, 0.8))
    for epoch in (first, second | {"val_loss": 5.0}, second, third):
        append_epoch(tmp_path, epoch)
    assert read_history(tmp_path) == [first, second, third]
    append_epoch(tmp_path, first)
    assert read_history(tmp_path) == [first]


@pytest.mark.parametrize(
    "text",
    ["epoch\n1\n", f"{','.join(COLUMNS)}\n1,2,3\n", f"{','.join(COLUMNS)}\n1,2,3,4,nan,6\n", "\x00", "\xff" * 9],
)
def test_a_damaged_history_is_one_line(tmp_path, text):
    (tmp_path / "history.csv").write_text(text, encoding="latin-1")
    with pytest.raises(FerEdgeError, match=r"history\.csv cannot be read"):
        read_history(tmp_path)
