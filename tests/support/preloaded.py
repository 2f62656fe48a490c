"""The program, loaded: what services of tests are forked from (``forks.py``) has imported this, and nothing else."""

import gc
import importlib
import pkgutil

import meetings.blueprints
import meetings.cli
import meetings.jobs

for package in (meetings.blueprints, meetings.jobs, meetings.cli):
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
gc.collect()
gc.freeze()  # shared with all that are forked, as long as nobody touches it
