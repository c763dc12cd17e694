"""The workshop's log: one JSON line for each event; never what people typed."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO


class Log:
    """Where events are written."""

    def __init__(self, path: Path | None = None) -> None:
        self._out: TextIO = path.open("a", encoding="utf-8") if path else sys.stderr
        self._own = path is not None
        self.started = time.monotonic()

    def __call__(self, event: str, **facts: Any) -> None:
        """Write an event with its facts."""
        when = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": when, "event": event, **facts}, ensure_ascii=False, default=str)
        self._out.write(line + "\n")
        self._out.flush()

    def close(self) -> None:
        """Close the file, if it is ours."""
        if self._own:
            self._out.close()
