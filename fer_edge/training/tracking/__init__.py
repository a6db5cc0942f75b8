"""Runs in an MLflow tracking store: a server or a database beside which other runs stand."""
