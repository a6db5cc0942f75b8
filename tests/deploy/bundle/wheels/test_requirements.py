from fer_edge.deploy.bundle.target import parse_target
from fer_edge.deploy.bundle.wheels.metadata import read_wheel
from fer_edge.deploy.bundle.wheels.requirements import headless, needed, root_requirements
from tests.deploy.bundle.making import make_wheel

PI, NEWER = parse_target("aarch64-py311"), parse_target("aarch64-py313")
OURS = (
    "numpy>=1.26",
    "opencv-python<5,>=4.10",
    "paho-mqtt>=2.1; extra == 'mqtt'",
    "ai-edge-litert>=2; extra == 'train'",
    "tensorflow; extra == 'train'",
)


def wheels(folder, **requires):
    return [read_wheel(make_wheel(folder, name, requires=some)) for name, some in requires.items()]


def test_a_device_has_the_opencv_without_windows_and_the_parts_it_asked_for(tmp_path):
    (own,) = wheels(tmp_path, ours=OURS)
    assert root_requirements(own, ("mqtt",), PI, desktop=False) == [
        *("numpy>=1.26", "opencv-python-headless<5,>=4.10", "paho-mqtt>=2.1", "pip")
    ]
    assert "opencv-python<5,>=4.10" in root_requirements(own, (), PI, desktop=True)


def test_litert_comes_without_what_training_needs(tmp_path):
    (own,) = wheels(tmp_path, ours=OURS)
    roots = root_requirements(own, ("litert",), PI, desktop=False)
    assert "ai-edge-litert>=2" in roots and "tensorflow" not in roots


def test_what_is_needed_is_judged_by_the_target_and_not_by_this_machine(tmp_path):
    here = wheels(tmp_path, a=["b; python_version < '3.13'", "c; sys_platform == 'win32'"], b=[], c=[])
    found, missing = needed(["a"], here, PI)
    assert ([wheel.name for wheel in found], missing) == (["a", "b"], [])
    assert [wheel.name for wheel in needed(["a"], here, NEWER)[0]] == ["a"]


def test_what_is_not_there_or_of_another_version_is_missing(tmp_path):
    here = wheels(tmp_path, a=["b>=2", "lost"], b=[])
    assert needed(["a"], here, PI)[1] == ["b>=2", "lost"]


def test_a_circle_of_requirements_ends(tmp_path):
    here = wheels(tmp_path, a=["b"], b=["a"])
    assert len(needed(["a"], here, PI)[0]) == 2


def test_only_opencv_is_another_one():
    assert headless("numpy>=2") == "numpy>=2"
    assert headless("opencv_python<5; extra == 'x'") == 'opencv-python-headless<5; extra == "x"'
