"""Each situation, and the sentence for it."""

import pytest

from fer_edge.deploy.explain.report import Explanation, explain
from fer_edge.errors import MissingError
from fer_edge.runtime.journal.folder import day_of, open_day
from fer_edge.runtime.journal.records import LeftOut, stamped, to_bytes
from tests.runtime.journal.lines import NOW, at, end, start, sums

HOUR, DAY = 3600.0, 86_400.0


def write(folder, lines):
    """The open file of a journal of these lines."""
    folder.mkdir(exist_ok=True)
    file = open_day(folder, day_of(NOW.wall))
    file.append(b"".join(map(to_bytes, lines)))
    return file


def told(folder, lines, alive=False, since=DAY) -> Explanation:
    file = write(folder, lines)
    if not alive:
        file.close()
    try:
        return explain([folder], since, NOW)
    finally:
        file.close()


def run(name="a", began=20 * HOUR, periods=12, each=None, **more):
    """A run of `periods` of ten minutes, without its end. each: more of the sums, by the period's number."""
    each = each or (lambda number: {})
    lines = [sums(name, at(began - 600 * (number + 1)), **each(number)) for number in range(periods)]
    return [start(name, at(began), **more), *lines]


def steady(**more):
    return lambda number: more


FACES = {"faces": 3000, "with_face": 3000, "confidence": 0.8, "size": 120.0, "face_light": 110.0, "uncertain": 250}
FACES |= {"labels": {"happy": 1500, "neutral": 1500}}

SITUATIONS = {
    "a killed run": (run()[:-1], "silent", "1 run ended without a word while the machine went on", "journalctl"),
    "killed when memory was short": (run(each=steady(free=40.0)), "silent", "without a word", "memory was short"),
    "a power cut": (
        [start("a", at(20 * HOUR, "boot-a")), sums("a", at(19 * HOUR, "boot-a"))],
        *("power", "went down once in the middle of a run", "power supply"),
    ),
    "no camera": (
        [*run(), end("a", at(HOUR), "error", "camera 0: gone", 3)],
        *("error", "1 run ended, the last at", "doctor"),
    ),
    "a fault": ([*run(), end("a", at(HOUR), "fault", "KeyError: 'b'")], "fault", "with: KeyError: 'b'", "--support"),
    "blind": (run(each=steady(blind=60.0, reconnects=1)), "blind", "blind for 12 min in all (10%", "cable"),
    "a blind stream": (run(each=steady(blind=60.0), source="rtsp stream"), "blind", "came back not once", "network"),
    "unreadable": (run(each=steady(failed=600)), "unreadable", "7,200 frames could not be read (9.1%)", "cable"),
    "slow outputs": (
        run(each=steady(missed=900, told=("jsonl: No space left",))),
        *("outputs", "missed 10,800 frames. The run said: jsonl: No space left", "room"),
    ),
    "a broker": (run(each=steady(broker_reconnects=1)), "broker", "came back 12 times", "broker"),
    "another file": (
        run(fallback="model.int8.onnx gave other answers than at its export"),
        *("file", "reads with another file than was asked for: model.int8.onnx gave", "doctor"),
    ),
    "no numbers": (run(each=steady(failed_answers=1)), "answers", "12 answers of the model", "export"),
    "little power": (run(each=steady(throttled="0x50000")), "power", "under-voltage, throttled", "3 A"),
    "heat": (run(each=steady(temperature=84.2)), "heat", "84 degrees", "heat sink"),
    "memory": (
        run(periods=20, each=lambda number: {"memory": 130.0 + 4 * number}),
        *("memory", "grew from 144 to 196 MiB", "restart"),
    ),
    "little memory": (run(each=steady(free=60.0)), "free", "only 60 MiB", "close"),
    "another model": (
        [*run("a"), end("a", at(10 * HOUR)), *run("b", 9 * HOUR, model="nano", sha256="b" * 64), end("b", at(HOUR))],
        *("model", "edge (aaaaaaaa) before, nano (bbbbbbbb) since", "--model"),
    ),
    "nobody": (run(periods=100), "nobody", "No face was seen in 16 h 40 min of pictures", "--search-width"),
    "small faces": (run(each=steady(**FACES | {"size": 31.0})), "small", "31 pixels high", "nearer"),
    "dark faces": (run(each=steady(**FACES | {"face_light": 31.0})), "dark", "brightness is 31 of 255", "lamp"),
    "uncertain": (run(each=steady(**FACES | {"uncertain": 1500})), "uncertain", "50% of the answers", "light"),
    "stuck": (run(each=steady(**FACES | {"labels": {"sad": 3000}})), "stuck", "100% of all answers are sad", "poster"),
    "shifted": (
        [
            *run("a", 40 * HOUR, each=steady(**FACES)),
            end("a", at(30 * HOUR)),
            *run("b", each=steady(**FACES | {"labels": {"happy": 100, "sad": 2900}})),
            end("b", at(HOUR)),
        ],
        *("shifted", "sad 97%, 0% before", "light"),
    ),
    "short runs": (
        [*run(), end("a", at(HOUR)), stamped("z", at(HOUR), left=LeftOut(runs=812, text="no camera 0"))],
        *("short", "812 more runs did not last a minute; the last of them ended: no camera 0", "mend"),
    ),
    "a full journal": (
        [*run(), end("a", at(HOUR)), stamped("z", at(HOUR), left=LeftOut(lines=3))],
        *("full", "3 lines found no room", "at once"),
    ),
    "a set clock": (
        [start("a", at(3 * HOUR)._replace(wall=0.0)), sums("a", at(2 * HOUR)), end("a", at(HOUR))],
        *("clock", "The clock was set once, the last time from", "battery"),
    ),
    "a wrong clock": (
        [
            *(
                start("w", at(5 * HOUR, "boot-a")._replace(wall=9.0)),
                end("w", at(4 * HOUR, "boot-a")._replace(wall=99.0)),
            ),
            *(start("b", at(HOUR)), end("b", at(60.0))),
        ],
        *("clock", "wrong during 1 start of the machine", "network"),
    ),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_has_a_sentence_and_a_remedy(tmp_path, situation):
    lines, name, sentence, remedy = SITUATIONS[situation]
    explanation = told(tmp_path, lines)
    found = {finding.name: finding for finding in explanation.findings}
    assert sentence in found[name].found and remedy in found[name].remedy
    assert not explanation.well
    assert any(sentence in said for said, _ in explanation.sentences())


def test_where_nothing_happened_one_sentence_says_so(tmp_path):
    explanation = told(tmp_path, run(each=steady(**FACES, temperature=61.0, throttled="0x0")), alive=True)
    ((sentence, remedy),) = explanation.sentences()
    assert sentence.startswith("All is well. It has been running since") and remedy == ""
    assert "(camera 0, model edge aaaaaaaa)" in sentence
    assert "In 2 h it read 72,000 frames, 36,000 with a face, 130 MiB at most." in sentence


def test_ends_as_told_are_no_trouble(tmp_path):
    explanation = told(tmp_path, [*run(), end("a", at(HOUR), "signal", "SIGTERM")])
    assert explanation.well and "by SIGTERM" in explanation.findings[0].found


def test_growth_that_is_noise_is_not_told(tmp_path):
    waves = told(tmp_path, run(periods=30, each=lambda number: {"memory": 130.0 + 9 * (number % 3)}), alive=True)
    assert waves.well


def test_only_the_time_that_is_asked_about_counts(tmp_path):
    lines = [*run(began=20 * HOUR, each=steady(blind=60.0)), end("a", at(15 * HOUR))]
    assert not told(tmp_path / "a", lines).well
    explanation = told(tmp_path / "b", lines, since=HOUR)
    assert explanation.well
    ((sentence, _),) = explanation.sentences()
    assert "It is not running" in sentence and "Nothing was recorded in the last 1 h." in sentence


def test_two_cameras_with_a_model_each_are_no_change_of_model(tmp_path):
    lines = [*run("a", 9 * HOUR), *run("b", 9 * HOUR, model="nano", sha256="b" * 64, source="camera 2")]
    names = {finding.name for finding in told(tmp_path, lines).findings}
    assert "silent" in names and "model" not in names


def test_a_thousand_messages_are_a_few_sentences(tmp_path):
    runs = [(start(f"{n}", at(9000.0 - n)), end(f"{n}", at(9000.0 - n), "error", f"no {n}", 1)) for n in range(300)]
    sentences = [said for said, _ in told(tmp_path, [line for lines in runs for line in lines]).sentences()]
    assert len(sentences) < 10 and "295 runs ended with other messages." in sentences


def test_a_source_that_is_gone_now_is_said(tmp_path):
    explanation = told(tmp_path, run(each=lambda number: {"blind": 600.0 * (number == 11)}), alive=True)
    assert any("It has no picture now." in sentence for sentence, _ in explanation.sentences())


def test_two_runs_at_once_are_both_running(tmp_path):
    one = write(tmp_path, run("a"))
    two = write(tmp_path, run("b", source="camera 2"))
    explanation = explain([tmp_path], DAY, NOW)
    assert "camera 0" in explanation.findings[0].found and "camera 2" in explanation.findings[0].found
    one.close()
    two.close()


def test_journals_of_two_folders_are_one_story(tmp_path):
    write(tmp_path / "own", [*run("b", 9 * HOUR), end("b", at(6 * HOUR))]).close()
    older = [
        line.__class__(**{**vars(line), "boot": "boot-0"}) for line in [*run("a", 20 * HOUR), end("a", at(15 * HOUR))]
    ]
    write(tmp_path / "service", older).close()
    explanation = explain([tmp_path / "own", tmp_path / "service"], DAY, NOW)
    assert [one.name for one in explanation.story.runs] == ["a", "b"] and explanation.well


def test_damaged_lines_are_told(tmp_path):
    write(tmp_path, [*run(), end("a", at(HOUR))]).append(b"nonsense\n\0\0\0\n")
    found = {finding.name: finding.found for finding in explain([tmp_path], DAY, NOW).findings}
    assert found["damaged"].startswith("2 lines of the journal are damaged")


def test_no_journal_is_one_line(tmp_path):
    with pytest.raises(MissingError, match=r"no journal in .*: `fer-edge run` writes one"):
        explain([tmp_path / "none"], DAY, NOW)
    write(tmp_path, []).append(b"nonsense\n")
    with pytest.raises(MissingError, match="1 damaged line alone"):
        explain([tmp_path], DAY, NOW)


def test_the_record_for_machines_says_the_same(tmp_path):
    record = told(tmp_path, run(each=steady(blind=60.0))).as_record()
    assert (record["well"], record["running"], record["totals"]["blind"]) == (False, False, 720.0)
    assert record["runs"][0]["how"] == "silent" and record["now"].startswith("2027-01-15")
    assert {"name", "state", "sentence", "remedy"} == set(record["findings"][0])
