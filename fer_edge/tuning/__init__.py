"""Hyper-parameters by Optuna: trials that are real runs, one store for all processes that work at a study."""
