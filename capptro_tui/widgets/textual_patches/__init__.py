"""Code that depends on the framework's internals: its private names, and undocumented behaviour.

One patch a file, with its reason. Each has a test in `tests/widgets/textual_patches`, which fails when the framework's
side changes; `test_private_names.py` there keeps private names out of all other files. The version of Textual is held
to one minor release in `pyproject.toml`: on the next one, run those tests first.
"""
