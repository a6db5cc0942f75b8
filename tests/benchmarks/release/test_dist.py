"""What is looked for in what is published; `make dist` itself builds and installs it."""

import io
import json
import tarfile
import zipfile

import pytest

from benchmarks.release.dist import differing, fresh, prove, strangers


def wheel(path, **files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_two_wheels_of_the_same_files_do_not_differ(tmp_path):
    assert differing(wheel(tmp_path / "a", x="1", y="2"), wheel(tmp_path / "b", y="2", x="1")) == []


def test_files_that_differ_or_are_in_one_alone_are_named(tmp_path):
    assert differing(wheel(tmp_path / "a", x="1", y="2"), wheel(tmp_path / "b", x="3", z="4")) == ["x", "y", "z"]


def test_what_lay_about_in_the_checkout_is_named(tmp_path):
    with tarfile.open(tmp_path / "sdist", "w:gz") as archive:
        for name in ("PKG-INFO", "README.md", "models/mine/card.json"):
            archive.addfile(tarfile.TarInfo(f"fer_edge-1/{name}"), io.BytesIO())
    assert strangers(tmp_path / "sdist", {"README.md", "LICENSE"}) == ["models/mine/card.json"]


@pytest.fixture
def program(tmp_path):
    """A program in the place of an installed fer-edge that finds these faces in one picture."""

    def make(faces):
        path = tmp_path / "fer-edge"
        picture = json.dumps({"faces": faces})
        answers = f"--version) echo fer-edge 1 ;; models) echo '[1, 2]' ;; *) echo '{picture}' ;;"
        path.write_text(f"#!/bin/sh\ncase $1 in {answers} esac\n")
        path.chmod(0o755)
        return path

    return make


def test_an_installed_program_reads_a_face(program, tmp_path):
    said = prove(program([{"label": "happy"}]), tmp_path / "x.png", {}, tmp_path)
    assert said == "fer-edge 1, 2 models, 1 faces in 1 pictures, the first happy"


def test_one_that_finds_no_face_ends_it(program, tmp_path):
    with pytest.raises(SystemExit, match="0 faces"):
        prove(program([]), tmp_path / "x.png", {}, tmp_path)


def test_nothing_leads_from_a_fresh_home_to_this_checkout(tmp_path, monkeypatch):
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, "/here")
    around = fresh(tmp_path)
    assert around["HOME"] == str(tmp_path) and not {"PYTHONPATH", "VIRTUAL_ENV", "XDG_DATA_HOME"} & set(around)
