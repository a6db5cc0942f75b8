PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
TOOLS := .tools
FER_EDGE := ../$(VENV)/bin/fer-edge

# A data set for `make models`: a folder or fer2013.csv, FER+ votes beside it; seen from the folder retrain/.
DATA ?= ../data
# A recording with one face for `make loop` and `make soak`; FER_EDGE_YUNET may name the detector's file.
CLIP ?= clip.mp4

# What is installed with fer-edge and its extras, but for its own tests.
LICENSED := numpy onnxruntime opencv-python typer rich tensorflow keras tf2onnx onnx ai-edge-litert matplotlib \
  optuna paho-mqtt starlette uvicorn scikit-image mlflow-skinny sqlalchemy alembic psycopg

# Where emulated systems, their packages and bundles are kept: some 4 GB, so that a second proof is shorter.
EMULATED ?= $(HOME)/.cache/fer-edge-emulated

# For `make bundle`: which machine, and more of the command's options.
TARGET ?= linux-aarch64-py311
BUNDLE_OPTIONS ?=

.PHONY: demo bundle docs pictures test slow lint types lock dist floors
.PHONY: models loop throughput peers soak arm64 pi camera mutants licences audit

# Sets up .venv; nothing but packages is downloaded, those that requirements.lock names, and no file but with its hash.
$(VENV)/.ready: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

# The lock: every package of the extras train, demo and dev, for each Python and machine. What it names already stays
# as it is while pyproject.toml allows it; `make lock LOCK_OPTIONS=--upgrade` takes the newest of all.
# ai-edge-litert asks for backports-strenum on every Python, and 1.3 is for those below 3.11: pip looks at that, uv not.
LOCK_OPTIONS ?=
lock: $(TOOLS)/.ready
	echo 'backports-strenum<1.3' | $(TOOLS)/bin/uv pip compile --constraint - --quiet \
	  --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command 'make lock' --extra train --extra demo --extra dev $(LOCK_OPTIONS) \
	  --output-file requirements.lock pyproject.toml

# What builds, locks and checks, away from what is built; uv takes a Python that is here, and fetches none.
export UV_PYTHON_DOWNLOADS ?= never
$(TOOLS)/.ready: Makefile
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade \
	  'uv>=0.8' 'twine>=6.1' 'check-wheel-contents>=0.6' 'pipx>=1.7'
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

# The pages of all options, from the settings in the code; that of all records, from their schemas; and that of each
# shipped model, from its card.
docs: $(VENV)/.ready
	$(PY) -m fer_edge.cli.reference docs
	$(PY) -m fer_edge.cli.records > docs/outputs.md
	for model in edge nano; do $(PY) -m fer_edge models card models/$$model > models/$$model/README.md || exit $$?; done

# The pictures of README.md and docs/. Debian's xvfb, chromium and chromium-driver show the window and the page.
pictures: $(VENV)/.ready
	$(PY) -m benchmarks.pictures

# One archive for a device, in dist/; wheels come from the index the first time, and from a cache afterwards.
bundle: $(VENV)/.ready
	mkdir -p dist
	$(PY) -m fer_edge bundle --target $(TARGET) --out dist $(BUNDLE_OPTIONS)

# Three at once on two cores, a file at a time: a good part of it is waiting for servers and other processes.
test: $(VENV)/.ready
	$(PY) -m pytest -n 3 --dist loadfile -m "not slow"

# Those that take several processes and half a minute each, such as a training run that two of them share.
slow: $(VENV)/.ready
	$(PY) -m pytest -m slow

lint: $(VENV)/.ready
	$(VENV)/bin/ruff check fer_edge tests benchmarks
	$(VENV)/bin/ruff format --check fer_edge tests benchmarks

types: $(VENV)/.ready
	$(VENV)/bin/mypy

# What is published, in dist/: built, checked, and installed with pip, pipx and uv, each in a fresh home. CLIP is read
# there if it is here, else a portrait.
dist: $(TOOLS)/.ready
	$(TOOLS)/bin/python -m benchmarks.release.dist --tools $(TOOLS)/bin $(if $(wildcard $(CLIP)),--source $(CLIP))

# The device half of the tests on the lowest and the newest dependencies, with each Python that is here; writes
# benchmarks/release/floors.md. `--python 3.13` and `--which lowest` in FLOORS_OPTIONS run these alone; what else stands
# there is for pytest, and then nothing is recorded.
FLOORS_OPTIONS ?=
floors: $(TOOLS)/.ready
	$(TOOLS)/bin/python -m benchmarks.release.floors --uv $(TOOLS)/bin/uv $(FLOORS_OPTIONS)

# Trains the shipped models again, into retrain/models: four teachers, then edge and nano, which learn from them. Each
# of the three stages is a recipe in fer_edge/training/recipes/. Stopped at any time, the same command goes on where it
# was. On an accelerator `make -j4 models` trains side by side what can be; JAX would take most of its memory for one.
export XLA_PYTHON_CLIENT_PREALLOCATE ?= false
TEACHERS := $(foreach number,1 2 3 4,retrain/models/teacher-$(number)/card.json)
# Read as every option after those of a recipe.
TRAIN_OPTIONS ?=
models: retrain/models/edge/card.json retrain/models/nano/card.json
	cd retrain && for model in edge nano; do $(FER_EDGE) export $$model --int8 --data $(DATA) --shift-faces 4000 || exit $$?; done

retrain/models/edge/card.json retrain/models/nano/card.json: | $(TEACHERS)

# A run that was stopped has a backup, one that was killed before its first epoch ended begins anew.
retrain/models/%/card.json: | $(VENV)/.ready
	mkdir -p retrain
	cd retrain && if [ -d models/$*/.backup ]; then $(FER_EDGE) train --resume --name $*; else rm -rf models/$* && \
	  $(FER_EDGE) train --recipe shipped-$(firstword $(subst -, ,$*)) --name $* --data $(DATA) \
	    $(patsubst teacher-%,--seed %,$(filter teacher-%,$*)) $(TRAIN_OPTIONS); fi

# The loop against full-frame Haar and Keras per face, on one thread, in one run.
loop: $(VENV)/.ready
	$(PY) -m benchmarks.plain_loop --source $(CLIP) --json benchmarks/plain_loop.json

# Images per second of training against a plain Keras loop over folders; some four minutes on two quiet cores.
throughput: $(VENV)/.ready
	$(PY) -m benchmarks.throughput --data $(DATA:../%=%)

# fer-edge beside the packages that people use today: accuracy, speed, memory and disk, one core each, in one run. Their
# environments take 11 GB, in .peers/. A DATA such as ../data is seen from a folder of its own here too.
peers: $(VENV)/.ready
	mkdir -p .peers
	$(PY) -m benchmarks.peers.compare --data $(DATA:../%=%) --source $(CLIP) --folder .peers

# 200,000 frames, and what memory, threads and descriptors do meanwhile.
soak: $(VENV)/.ready
	$(PY) -m benchmarks.soak --source $(CLIP)

# Without a board: a bundle on emulated arm64 systems, its answers beside those of x86-64, and the instructions of a
# frame. Some 40 minutes, as root, since debootstrap needs it; FER_EDGE_YUNET may name the detector's file. DATA is used
# where it is an absolute path, CLIP where it is there.
arm64: $(VENV)/.ready
	$(PY) -m benchmarks.emulated.arm64 --cache $(EMULATED) --json benchmarks/arm64.json \
	  $(if $(wildcard $(CLIP)),--source $(CLIP)) $(if $(filter /%,$(DATA)),--data $(DATA))

# A whole emulated board with a true camera: what docs/raspberry-pi.md says is typed there, the service starts with it,
# the camera is pulled out, the loop frozen, the power cut. `make camera` does the same on an emulated x86-64 machine.
pi: $(VENV)/.ready
	$(PY) -m benchmarks.emulated.pi --cache $(EMULATED) --json benchmarks/pi.json

camera: $(VENV)/.ready
	$(PY) -m benchmarks.emulated.pi --cache $(EMULATED) --machine x86_64

# Small changes to modules that decide: their tests have to notice 85 %. Some twenty minutes; writes benchmarks/mutants.md.
mutants: $(VENV)/.checking
	$(PY) -m benchmarks.mutants

# The licences of what is installed, as the packages name them.
licences: $(VENV)/.checking
	printf '# Licences\n\nOf what fer-edge and its extras install, as the packages name them; made by `make licences`.\n\n' > docs/licences.md
	$(PY) -m piplicenses --from=mixed --order=name --format=markdown --packages $(LICENSED) >> docs/licences.md

# Known weaknesses of what is installed. It asks pypi.org about every package, so it needs the network, and no mirror.
audit: $(VENV)/.checking
	$(PY) -m pip_audit --skip-editable

$(VENV)/.checking: $(VENV)/.ready
	$(PIP) --editable '.[check]'
	touch $@
