PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
FER_EDGE := ../$(VENV)/bin/fer-edge

# A data set for `make models`: a folder or fer2013.csv, FER+ votes beside it; seen from the folder retrain/.
DATA ?= ../data
# A recording with one face for `make loop` and `make soak`; FER_EDGE_YUNET may name the detector's file.
CLIP ?= clip.mp4

.PHONY: demo docs test lint types models loop soak

# Sets up .venv; nothing but packages is downloaded.
$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[train,demo,dev]'
	touch $@

# The whole way on drawn faces, then the shipped model on a portrait; all of it in demo/.
demo: $(VENV)/.ready
	rm -rf demo && mkdir demo
	cd demo && $(FER_EDGE) data preview synthetic --out faces.png
	cd demo && $(FER_EDGE) train --data synthetic --name drawn --epochs 20 --learning-rate 0.05
	cd demo && $(FER_EDGE) export drawn --int8 --max-drop 0.1  # A short run on drawn faces is easily upset.
	cd demo && $(FER_EDGE) bench edge --plot bench.png
	cd demo && PYTHONPATH=.. ../$(PY) -m benchmarks.portrait_clip portrait.mp4
	cd demo && $(FER_EDGE) run --model edge --source portrait.mp4 --headless --save annotated.mp4 --jsonl faces.jsonl
	@echo "Look at demo/annotated.mp4 (video), demo/faces.png, demo/bench.png, demo/models/drawn/curves.png and confusion.png"

# The page of all options, from the settings in the code.
docs: $(VENV)/.ready
	$(PY) -m fer_edge.cli.reference > docs/options.md

# Two at once, a file at a time: half of it is waiting for servers and for TensorFlow to load.
test: $(VENV)/.ready
	$(PY) -m pytest -n 2 --dist loadfile

lint: $(VENV)/.ready
	$(VENV)/bin/ruff check fer_edge tests benchmarks
	$(VENV)/bin/ruff format --check fer_edge tests benchmarks

types: $(VENV)/.ready
	$(VENV)/bin/mypy

# Trains the shipped models again, into retrain/models: four teachers, edge and small, which learn from them, and nano,
# which is small under rounding. Stopped at any time, the same command goes on where it was. Each stage is a recipe in
# fer_edge/training/recipes/. On an accelerator `make -j4 models` trains side by side what can be.
TEACHERS := $(foreach number,1 2 3 4,retrain/models/teacher-$(number)/card.json)
# Read as every option after those of a recipe.
TRAIN_OPTIONS ?=
models: retrain/models/edge/card.json retrain/models/nano/card.json
	cd retrain && for model in edge nano; do $(FER_EDGE) export $$model --int8 --data $(DATA) --shift-faces 4000 || exit $$?; done

retrain/models/edge/card.json retrain/models/small/card.json: | $(TEACHERS)
retrain/models/nano/card.json: | retrain/models/small/card.json

# A run that was stopped has a backup, one that was killed before its first epoch ended begins anew.
retrain/models/%/card.json: | $(VENV)/.ready
	mkdir -p retrain
	cd retrain && if [ -d models/$*/.backup ]; then $(FER_EDGE) train --resume --name $*; else rm -rf models/$* && \
	  $(FER_EDGE) train --recipe shipped-$(firstword $(subst -, ,$*)) --name $* --data $(DATA) \
	    $(patsubst teacher-%,--seed %,$(filter teacher-%,$*)) $(TRAIN_OPTIONS); fi

# The loop against full-frame Haar and Keras per face, on one thread, in one run.
loop: $(VENV)/.ready
	$(PY) -m benchmarks.plain_loop --source $(CLIP) --json benchmarks/plain_loop.json

# 200,000 frames, and what memory, threads and descriptors do meanwhile.
soak: $(VENV)/.ready
	$(PY) -m benchmarks.soak --source $(CLIP)
