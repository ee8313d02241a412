"""From a programme made elsewhere to sessions with slots: frab schedule.xml, schedule.json, or a CSV file.

The command `import_programme` is a thin shell around `import_programme`. How a CSV file becomes rows, and where the
rejected ones go, is shared with the import of case studies (`case_studies/imports`).
"""

from case_studies.imports.reading import NotImportableError
from zone_programme.imports.run import Summary, import_programme

__all__ = ["NotImportableError", "Summary", "import_programme"]
