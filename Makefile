PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
FER_EDGE := ../$(VENV)/bin/fer-edge

# A data set for `make models`: a folder or fer2013.csv, FER+ votes beside it; seen from the folder retrain/.
DATA ?= ../data
# A recording with one face for `make loop` and `make soak`; FER_EDGE_YUNET may name the detector's file.
CLIP ?= clip.mp4

.PHONY: demo test lint types models loop soak

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

test: $(VENV)/.ready
	$(PY) -m pytest

lint: $(VENV)/.ready
	$(VENV)/bin/ruff check fer_edge tests benchmarks
	$(VENV)/bin/ruff format --check fer_edge tests benchmarks

types: $(VENV)/.ready
	$(VENV)/bin/mypy

# Trains the shipped models again, into retrain/models. Stopped at any time, the same command goes on where it was.
# `edge` and `nano` begin with the mean of siblings: the same network, trained on for some epochs in different ways.
models: $(VENV)/.ready
	mkdir -p retrain
	$(call learn,teacher,--arch teacher --epochs 45 $(slow) $(untied))
	$(call learn,alone,--arch edge --epochs 60 $(slow) $(untied))
	$(call learn,first,--arch edge --epochs 110 $(slow) $(untied) $(lesson) --mixup 0.4 --teacher teacher$(comma)alone)
	$(call learn,other,--arch edge --init first --epochs 60 --learning-rate 0.05 $(slow) --smoothing 0 --augment 0.6 \
		--balance 0.3 --trust-votes 0.6)
	$(call learn,labels,$(sibling) --learning-rate 0.02 --augment 0.3 --seed 1)
	$(call learn,votes,$(sibling) --learning-rate 0.02 --augment 0.3 --seed 2 --balance 0.3 --trust-votes 0.5)
	$(call learn,between,$(sibling) --learning-rate 0.03 --augment 0.5 --seed 3 --balance 0.3 --trust-votes 0.3)
	$(call learn,taught,--arch edge --init $(siblings) --epochs 12 --learning-rate 0.03 $(slow) --smoothing 0 \
		--augment 0.5 --balance 0.3 --trust-votes 0.4 --teacher $(siblings)$(comma)other --teaching 0.7 --seed 4)
	$(call learn,mean,--arch edge --init $(siblings)$(comma)taught --epochs 5 --learning-rate 0.006 --average 0.997 \
		--smoothing 0 --augment 0.3 --balance 0.4 --trust-votes 0.3 --teacher $(siblings)$(comma)taught \
		--teaching 0.7 --seed 5)
	$(call learn,edge,--arch edge --init mean$(comma)labels$(comma)votes --epochs 4 --learning-rate 0.004 \
		--average 0.995 --smoothing 0 --augment 0.3 --balance 0.8 --trust-votes 0.2 \
		--teacher $(siblings)$(comma)mean --teaching 0.6 --seed 6)
	$(call learn,small,--arch nano --epochs 60 $(slow) $(untied) $(lesson) --teacher teacher$(comma)first)
	$(call learn,rounded,--arch nano --init small --epochs 6 --learning-rate 0.02 $(slow) $(lesson) --seed 1 \
		--teacher teacher$(comma)first --quantization-aware)
	$(call learn,gentle,--arch nano --init rounded --epochs 10 --learning-rate 0.03 --average 0.997 --smoothing 0 \
		--augment 0.3 --balance 0.25 --trust-votes 0.3 --teacher $(nano_teachers) --teaching 0.5 --seed 1)
	$(call learn,gentle-rounded,--arch nano --init gentle$(comma)rounded --epochs 5 --learning-rate 0.01 \
		--average 0.995 --smoothing 0 --augment 0.3 --balance 0.35 --trust-votes 0.4 --teacher $(nano_teachers) \
		--teaching 0.5 --seed 3 --quantization-aware)
	$(call learn,nano,--arch nano --init gentle$(comma)gentle-rounded$(comma)rounded --epochs 5 --learning-rate 0.006 \
		--average 0.995 --smoothing 0 --augment 0.3 --balance 0.7 --trust-votes 0.2 \
		--teacher edge$(comma)labels$(comma)votes --teaching 0.5 --seed 4 --quantization-aware)
	cd retrain && $(FER_EDGE) export edge --int8 --data $(DATA) && $(FER_EDGE) export nano --int8 --data $(DATA)

slow := --average 0.998
untied := --no-mirrored
lesson := --balance 0.25 --teaching 0.8
sibling := --arch edge --init first --epochs 5 --average 0.995 --smoothing 0
comma := ,
siblings := labels$(comma)votes$(comma)between
nano_teachers := taught$(comma)labels$(comma)votes
define learn
cd retrain && if [ -d models/$(1)/.backup ]; then $(FER_EDGE) train --resume --name $(1); \
elif [ ! -f models/$(1)/card.json ]; then rm -rf models/$(1) && $(FER_EDGE) train --data $(DATA) --name $(1) $(2); fi
endef

# The loop against full-frame Haar and Keras per face, on one thread, in one run.
loop: $(VENV)/.ready
	$(PY) -m benchmarks.plain_loop --source $(CLIP) --json benchmarks/plain_loop.json

# 200,000 frames, and what memory, threads and descriptors do meanwhile.
soak: $(VENV)/.ready
	$(PY) -m benchmarks.soak --source $(CLIP)
