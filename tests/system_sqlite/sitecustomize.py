"""Makes Python look as it is where there is no wheel of pysqlite3. It is loaded by every process that has this folder
on its PYTHONPATH, as `make test-system-sqlite` sets it."""

import sys

sys.modules["pysqlite3"] = None  # type: ignore[assignment]
