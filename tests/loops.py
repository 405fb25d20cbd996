"""An event loop for a test, whatever else the process holds."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine


def complete(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end in a thread of its own: a browser that other tests share keeps the loop of this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
