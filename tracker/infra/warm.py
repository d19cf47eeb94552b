"""What a server has made by the time it is ready lives as long as the process."""

from __future__ import annotations

import gc

_NEW = 20_000  # objects made before the collector looks at them: some requests' worth


def settle() -> None:
    """Set apart from the garbage collector whatever is there now: call it once, when ready.

    Otherwise it would walk through hundreds of thousands of objects that never go away while
    somebody waits for a page.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW, 20, 20)
