"""Office files without the moment at which they were made: equal content gives equal bytes."""

from __future__ import annotations

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a ZIP file knows."""
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_STILL = rb"\g<1>1980-01-01T00:00:00Z\g<3>"


def still(content: bytes) -> bytes:
    """The same ZIP container with every moment set to ``EPOCH``, and those of its properties too."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _MOMENT.sub(_STILL, data)
            elif name.endswith((".xlsx", ".zip")):  # data of a chart is a workbook of its own
                data = still(data)
            info = ZipInfo(name, EPOCH)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, data)
    return out.getvalue()
