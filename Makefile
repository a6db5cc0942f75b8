PYTHON ?= python3
VENV := .venv
FER_EDGE := ../$(VENV)/bin/fer-edge

.PHONY: demo test lint types

# Sets up .venv; nothing but packages is downloaded.
$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[train,demo,dev]'
	touch $@

# The whole way on drawn faces, then the shipped model on a portrait; all of it in demo/.
demo: $(VENV)/.ready
	rm -rf demo && mkdir demo
	cd demo && $(FER_EDGE) data preview synthetic --out faces.png
	cd demo && $(FER_EDGE) train --data synthetic --name drawn --epochs 20 --learning-rate 0.05
	cd demo && $(FER_EDGE) export drawn --int8 --max-drop 0.1  # A short run on drawn faces is easily upset.
	cd demo && $(FER_EDGE) bench edge --plot bench.png
	cd demo && ../$(VENV)/bin/python -m fer_edge.demo portrait.mp4
	cd demo && $(FER_EDGE) run --model edge --source portrait.mp4 --headless --save annotated.mp4 --jsonl faces.jsonl
	@echo "Look at demo/annotated.mp4 (video), demo/faces.png, demo/bench.png, demo/models/drawn/curves.png and confusion.png"

test: $(VENV)/.ready
	$(VENV)/bin/python -m pytest

lint: $(VENV)/.ready
	$(VENV)/bin/ruff check fer_edge tests
	$(VENV)/bin/ruff format --check fer_edge tests

types: $(VENV)/.ready
	$(VENV)/bin/mypy
