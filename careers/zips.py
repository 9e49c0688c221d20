"""ZIP files from outside, which may be damaged in any way."""

import lzma
import zipfile
import zlib

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
)
"""What Python raises when a ZIP is cut short, damaged, locked, or no ZIP."""
