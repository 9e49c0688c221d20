"""Which O*NET® release lies in a folder or ZIP, and which of its files are read."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from careers.models import DataRelease

from .onet_tables import FOLDER, MONTHS, OLDEST, READ_ME, Version, tables_of, usual_month
from .reading import File, FileError, fingerprint, open_files


@dataclass
class Source:
    """Which release lies at a path, and its files by the name of their table."""

    version: Version
    period: date
    files: dict[str, File]

    @classmethod
    def at(cls, path: Path) -> "Source":
        found = open_files([path])
        read_me = next((file for file in found if file.stem.lower() == "read me"), None)
        version, period = _release(path, found, read_me)
        if version < OLDEST:
            raise FileError(
                f"This is O*NET release {version[0]}.{version[1]}, whose occupations have the codes of "
                f"an older classification. Import {OLDEST[0]}.{OLDEST[1]} or a newer one.",
                path.name,
            )
        wanted = {name for names in tables_of(version).values() for name in names}
        files: dict[str, File] = {}
        for file in found:
            if file.stem in wanted:
                if file.stem in files:
                    raise FileError(
                        f"“{file.stem}” is there twice, also as {files[file.stem].name}. Keep one of them.",
                        file.name,
                    )
                files[file.stem] = file
        if "Occupation Data" not in files:
            raise FileError(
                "“Occupation Data” is missing, without which nothing can be imported.", path.name
            )
        return cls(version, period, files)

    def release(self) -> DataRelease:
        major, minor = self.version
        return DataRelease(
            key=f"onet-{major}-{minor}",
            dataset=DataRelease.Dataset.ONET,
            publisher="U.S. Department of Labor, Employment and Training Administration",
            name=f"O*NET® {major}.{minor} Database",
            version=f"{major}.{minor}",
            period=self.period,
            url="https://www.onetcenter.org/database.html",
            license="CC BY 4.0",
            files=sorted(file.name for file in self.files.values()),
            fingerprint=fingerprint(self.files.values()),
        )


def _release(path: Path, files: list[File], read_me: File | None) -> tuple[Version, date]:
    """Version and month, from the Read Me file, else from the name of the folder or ZIP."""
    words = READ_ME.search(read_me.read().decode(errors="replace")) if read_me else None
    names = [path.resolve().name, *(str(file.member or file.path) for file in files)]
    found = words or next(filter(None, map(FOLDER.search, names)), None)
    if found is None:
        raise FileError(
            "Which release this is cannot be told: there is no “Read Me.txt” that says it, and the "
            "folder is not named as O*NET names it. Put that file back, or name the folder db_29_3_text "
            "(for release 29.3).",
            path.name,
        )
    version = int(found[1]), int(found[2])
    if words and words[3] in MONTHS:
        return version, date(int(words[4]), MONTHS.index(words[3]) + 1, 1)
    return version, usual_month(version)
