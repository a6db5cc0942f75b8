"""What is proved of arm64: a bundle installs, answers as on x86-64, and lives with what boards say of themselves."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.emulated.boards import BOARD_OF, BOARDS, dress
from benchmarks.emulated.bundles import make_bundle
from benchmarks.emulated.checks import Checks
from benchmarks.emulated.comparing import compare_answers, compare_runs
from benchmarks.emulated.counting import FILES, MODELS, Counter
from benchmarks.emulated.devices import Device, this_machine
from benchmarks.emulated.estimates import ASSUMED, estimate
from benchmarks.emulated.frames import read_frames, write_lossless
from benchmarks.emulated.guest import last_line
from benchmarks.emulated.installing import PREFIX, System, install, look_over
from benchmarks.emulated.odd_boards import ODD
from benchmarks.emulated.roots import SUITES, make_root, make_site
from fer_edge.data.faces import FaceSet
from fer_edge.system.files import make_folder

NAMES = tuple(f"{model}/{file}" for model in MODELS for file in FILES)
FILM_FRAMES = 60
REPEATABLE = 0.01
"""Of a count, by which a second one may differ."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """cache: what is kept. clip: None: the portrait. faces: whose answers are compared."""

    cache: Path
    yunet: Path
    clip: Path | None
    faces: FaceSet
    checks: Checks
    note: Callable[[str], None]

    def systems(self) -> list[System]:
        """An arm64 system of each release."""
        return [
            System(
                suite=suite,
                root=make_root(self.cache / suite, suite, (), self.note),
                site=make_site(self.cache / f"site-{python}", python, self.note),
                work=self.work,
            )
            for suite, python in SUITES.items()
        ]

    @property
    def work(self) -> Path:
        """A folder for what the parts of a proof share."""
        return make_folder(self.cache / "arm64")

    def install(self) -> dict[str, Any]:
        """Install a bundle in each system, and have its doctor look it over."""
        installed = {}
        for system in self.systems():
            bundle = make_bundle(self.cache / "bundles", system.target, self.yunet, None, self.note)
            installed[system.suite] = install(system, bundle, self.checks, self.note)
            look_over(system, self.checks)
        return {"installed": installed}

    def _film_file(self) -> Path:
        film = self.work / "film.avi"
        write_lossless(film, read_frames(self.clip, FILM_FRAMES))
        return film

    def films(self) -> dict[str, Any]:
        """Frames of a film on every processor, in each system, and on x86-64 without VNNI."""
        first, *others = self.systems()
        film, reference = self._film_file(), this_machine(self.work, self.yunet)
        lines = reference.film(film, self.work / "reference.jsonl")
        devices = [first.device(cpu, self.yunet) for cpu in BOARD_OF]
        devices += [system.device("cortex-a53", self.yunet) for system in others]
        devices.append(this_machine(self.work, self.yunet, without_vnni=True))
        return {"films": {device.name: self._film(device, film, lines) for device in devices}}

    def answers(self, cpu: str | None) -> dict[str, Any]:
        """Answers of each file about faces on a processor; None: on x86-64 without VNNI."""
        faces, reference = self.work / "faces.npy", this_machine(self.work, self.yunet)
        if cpu is None:
            device = this_machine(self.work, self.yunet, without_vnni=True)
        else:
            device = self.systems()[0].device(cpu, self.yunet)
        np.save(faces, self.faces.faces)
        answers = reference.answers(faces, NAMES, self.work / "reference.npz")
        return {f"answers {device.name}": self._files(device, faces, answers)}

    def _film(self, device: Device, film: Path, reference: Path) -> dict[str, Any]:
        self.note(f"a film on {device.name} …")
        found = compare_runs(device.film(film, self.work / "lines.jsonl"), reference)
        self.checks.check(f"{device.name}: every frame as on x86-64", found.same, str(found))
        return asdict(found)

    def _files(self, device: Device, faces: Path, reference: dict[str, np.ndarray]) -> dict[str, Any]:
        self.note(f"{len(self.faces.labels)} faces on {device.name} …")
        answers = device.answers(faces, NAMES, self.work / "answers.npz")
        found = {name: compare_answers(answers[name], reference[name]) for name in NAMES}
        for name, agreement in found.items():
            self.checks.check(f"{device.name}: {name} answers as on x86-64", agreement.enough, str(agreement))
        return {name: asdict(agreement) for name, agreement in found.items()}

    def odd_boards(self) -> dict[str, Any]:
        """Run where a board says odd things of its processors: it works, or says why in one line."""
        system = self.systems()[0]
        self._film_file()
        for words, change in ODD.items():
            guest = system.guest("cortex-a53")
            assert guest.board is not None
            dress(BOARDS["zero2w"], guest.board)
            change(guest.board)
            film = ["--source", "/exchange/film.avi", "--max-frames", "3", "--headless", "--jsonl", "-"]
            done = guest.run(f"{PREFIX}/bin/fer-edge", "run", *film)
            frames = done.stdout.count('"frame"')
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            refused = 0 < done.returncode < 128 and "Traceback" not in done.stderr and len(lines) <= 2
            found = f"{frames} frames" if done.returncode == 0 else f"exit code {done.returncode}, {last_line(done)}"
            self.checks.check(f"odd board: {words}", (done.returncode == 0 and frames == 3) or refused, found)
        return {}

    def counts(self) -> dict[str, Any]:
        """Instructions per frame and per inference on every processor, twice, and what they let one expect."""
        frames, counts, gap = read_frames(self.clip), {}, 0.0
        for cpu in BOARD_OF:
            self.note(f"instructions on {cpu} …")
            counter = Counter(cpu, self.cache, note=self.note)
            twice = [
                {"loop": {name: counter.loop(name, self.yunet, frames) for name in MODELS}}
                | {"inferences": counter.inferences(NAMES)}
                for _ in range(2)
            ]
            counts[cpu] = twice[0]
            gap = max(gap, largest_gap(*twice))
        self.checks.check("counted twice, the same", gap <= REPEATABLE, f"to {gap:.2%}")
        per_frame = {name: {cpu: counts[cpu]["loop"][name]["millions_per_frame"] for cpu in counts} for name in MODELS}
        return {
            "counts": counts,
            "largest_difference_of_two_counts": round(gap, 5),
            "estimates": {"assumed": ASSUMED, **{name: estimate(cost) for name, cost in per_frame.items()}},
        }


def largest_gap(first: dict[str, Any], second: dict[str, Any]) -> float:
    """By how much two counts of one processor differ at most, of a frame or an inference, as a share."""
    pairs = [
        (first[what][name][key], second[what][name][key])
        for what, key in (("loop", "millions_per_frame"), ("inferences", "millions"))
        for name in first[what]
    ]
    return max(abs(one - other) / max(one, other) for one, other in pairs)
