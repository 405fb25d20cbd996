"""What a study returns whose manifest records what was asked and nothing else."""

from __future__ import annotations

from report.shared.manifest import study_manifest
from report.shared.study import Study
from vmo.shared.result import Result


class StudyResult[T: Study](Result[T]):
    """An answer from worlds of one scenario."""

    def manifest(self) -> str:
        return study_manifest(self.kind, self.data, dict(self.settings))
