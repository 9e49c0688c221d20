"""One style sheet made of many: `css/main.css` names the parts, readers fetch a single file."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(
    r'@import url\("(?P<name>[\w-]+\.css)"\) layer\((?P<layer>\w+)\)(?P<media>[^;]*);'
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s*\n\s*")


def bundle(css: str, folder: Path) -> str:
    """`css` with every `@import … layer(x) media` replaced by that file's text in its layer."""

    def inline(match: re.Match[str]) -> str:
        body = f"@layer {match['layer']} {{{(folder / match['name']).read_text()}}}"
        media = match["media"].strip()
        return f"@media {media} {{{body}}}" if media else body

    return SPACE.sub("\n", COMMENT.sub("", IMPORT.sub(inline, css))).strip()


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed files, with the style sheets bundled before they are hashed."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """Looked up once a process when names are hashed: an icon has a dozen places on a page."""
        if settings.DEBUG or force or name is None:
            return str(super().url(name, force))
        if name not in self.found:
            self.found[name] = super().url(name)
        return self.found[name]

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        main = "css/main.css"
        if not dry_run and main in paths:
            # From the source: the collected file is last time's bundle when only a part has changed.
            source, name = paths[main]
            css = bundle(source.open(name).read().decode(), Path(source.path(name)).parent)
            self.delete(main)
            self._save(main, ContentFile(css.encode()))
            paths[main] = (self, main)
        yield from super().post_process(paths, dry_run, **options)
