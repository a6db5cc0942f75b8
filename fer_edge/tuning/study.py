"""A study: what its trials have in common, those that were made, and how one more is made."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_edge.artifact.store import free_name
from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.training.folders import MODELS
from fer_edge.training.settings import TrainSettings
from fer_edge.tuning.settings import TuneSettings, limit_ms
from fer_edge.tuning.space import Range
from fer_edge.tuning.storage import GRACE, address, open_storage, quiet, release_lost, storage_told, turn
from fer_edge.tuning.trial import PrunedError, Trainer, TrialResult, TrialTask

if TYPE_CHECKING:
    import optuna
    from optuna.trial import FrozenTrial

STARTUP = 5
"""Trials that end before any is pruned."""

Told = Callable[[int, int, float], None]
"""Told a trial's number, an epoch's from 1, and its validation accuracy."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What all trials have in common. base: the options that are not tuned. task: of a trial without its settings."""

    name: str
    tune: TuneSettings
    base: TrainSettings
    space: tuple[Range, ...]
    task: TrialTask

    @property
    def folder(self) -> Path:
        """Where all of the study lies."""
        return MODELS / f"tune-{self.name}"

    @property
    def url(self) -> str:
        """The address of its store."""
        return address(self.tune.storage, self.folder)

    def asked(self) -> dict[str, Any]:
        """What has to be the same whenever the study goes on."""
        space = {one.name: one.text() for one in self.space}
        base = {name: list(one) if isinstance(one, tuple) else one for name, one in asdict(self.base).items()}
        return {"objective": self.tune.objective, "space": space, "settings": base, "reading": self.task.reading}


class EndedError(Exception):
    """Ctrl-C or SIGTERM while a trial ran, on its way through Optuna."""


class Study:
    """A study's store. train: runs a trial. told: hears of each epoch."""

    def __init__(self, plan: Plan, train: Trainer, told: Told) -> None:
        """Open it, or begin it. Raises UsageError when it was begun with other wishes, and what `open_storage` does."""
        import optuna

        self.plan, self._train, self._told = plan, train, told
        with turn(self._lock), storage_told(plan.url), quiet():
            self._storage = open_storage(plan.url)
            self.trials_of = optuna.create_study(
                study_name=plan.name,
                storage=self._storage,
                sampler=optuna.samplers.TPESampler(constraints_func=_excess, constant_liar=True),
                pruner=self._pruner(),
                direction="maximize",
                load_if_exists=True,
            )
            self._check_same()
        self.fault: FerEdgeError | None = None

    @property
    def _lock(self) -> Path:
        return self.plan.folder / ".lock"

    def _pruner(self) -> "optuna.pruners.BasePruner":
        import optuna

        if not self.plan.tune.prune:
            return optuna.pruners.NopPruner()
        # A fifth of the epochs tells little yet: the learning rate is still rising.
        return optuna.pruners.MedianPruner(
            n_startup_trials=STARTUP, n_warmup_steps=1 + max(1, self.plan.base.epochs // 5)
        )

    def _check_same(self) -> None:
        asked, before = self.plan.asked(), self.trials_of.user_attrs.get("asked")
        if before is None:
            self.trials_of.set_user_attr("asked", asked)
            return
        for part, value in asked.items():
            if before.get(part) != value:
                was, now = before.get(part), value
                if isinstance(value, dict) and isinstance(was, dict):
                    differ = [key for key in {**was, **value} if was.get(key) != value.get(key)]
                    was, now = ({key: each.get(key) for key in differ} for each in (was, value))
                raise UsageError(
                    f"the study {self.plan.name} was begun with {part} {was}, not {now}: name another --study"
                )

    def trials(self) -> "list[FrozenTrial]":
        """Every trial that was begun, by whichever process."""
        with storage_told(self.plan.url), quiet():
            return self.trials_of.get_trials(deepcopy=False)

    def release_lost(self) -> None:
        """Count trials of processes that give no sign of life as failed: others take their place."""
        with storage_told(self.plan.url), quiet():
            release_lost(self.trials_of)

    def run_one(self) -> "FrozenTrial | None":
        """Run one more trial and return it; None when all that are left are taken by other processes.

        `fault` is why it failed, if it did.
        """
        self.fault = None
        with ExitStack() as held:
            held.enter_context(turn(self._lock))
            self.release_lost()
            if len([one for one in self.trials() if one.state.name != "FAIL"]) >= self.plan.tune.trials:
                return None
            number: list[int] = []

            def objective(trial: "optuna.Trial") -> float:
                number.append(trial.number)
                held.close()  # It is in the store, so another process may take the next.
                try:
                    return self._run(trial)
                except RuntimeError as error:  # Optuna's, of a trial that is not running any more.
                    if self._trial(trial.number).state.name == "RUNNING":
                        raise
                    self.fault = FerEdgeError(f"it gave no sign of life for {GRACE} s, and others count it as lost")
                    raise self.fault from error

            try:
                with storage_told(self.plan.url), quiet():
                    self.trials_of.optimize(objective, n_trials=1, catch=(FerEdgeError,))
            except EndedError as end:
                raise end.__cause__ or end from None
            except ValueError:  # Optuna's, of a trial that others have ended.
                if self.fault is None:
                    raise
        return self._trial(number[0])

    def _trial(self, number: int) -> "FrozenTrial":
        return next(one for one in self.trials() if one.number == number)

    def _settings(self, trial: "optuna.Trial") -> TrainSettings:
        return replace(self.plan.base, **{one.field: one.suggest(trial) for one in self.plan.space})

    def _run(self, trial: "optuna.Trial") -> float:
        from optuna import TrialPruned

        folder = f"{self.plan.folder.name}/{free_name(f'trial-{trial.number:03d}', self.plan.folder)}"
        self._storage.record_heartbeat(trial._trial_id)  # The first, before it counts as begun: see `release_lost`.
        trial.set_user_attr("folder", str(MODELS / folder))
        began = time.monotonic()
        try:
            task = replace(self.plan.task, folder=folder, settings=asdict(self._settings(trial)))
            result = self._train(task, lambda epoch, accuracy: self._epoch(trial, epoch, accuracy))
            self._keep(trial, result)
            return result.value
        except PrunedError as error:
            raise TrialPruned(str(error)) from error
        except FerEdgeError as error:
            self.fault = error
            trial.set_user_attr("fault", str(error))
            raise
        except (KeyboardInterrupt, SystemExit) as end:
            raise EndedError from end
        finally:
            trial.set_user_attr("seconds", round(time.monotonic() - began, 1))

    def _epoch(self, trial: "optuna.Trial", epoch: int, accuracy: float) -> bool:
        self._told(trial.number, epoch, accuracy)
        trial.report(accuracy, epoch)
        return not trial.should_prune()

    def _keep(self, trial: "optuna.Trial", result: TrialResult) -> None:
        """Raises UsageError when the faces are not those of the trials before."""
        before = self.trials_of.user_attrs.get("sha256")
        if before is None:
            self.trials_of.set_user_attr("sha256", result.sha256)
        elif before != result.sha256:
            raise UsageError(f"the study {self.plan.name} was begun with other faces: name another --study")
        limit = limit_ms(self.plan.tune.objective)
        trial.set_user_attr("accuracy", result.accuracy)
        trial.set_user_attr("faces", result.faces)
        if limit is not None and result.latency_ms is not None:
            trial.set_user_attr("latency_ms", result.latency_ms)
            trial.set_user_attr("excess_ms", result.latency_ms - limit)


def _excess(trial: "FrozenTrial") -> tuple[float]:
    """How far a trial is beyond what is allowed, as Optuna wants it: above 0 it is infeasible."""
    return (trial.user_attrs.get("excess_ms", 0.0),)
