"""From a CSV file to case studies: reading, checking, comparing with what is there, writing, and the rejected rows.

The command `import_case_studies` is a thin shell around `import_file`. What officers read about it is in
`docs/importing.md`.
"""

from case_studies.imports.reading import NotImportableError
from case_studies.imports.run import Summary, import_file

__all__ = ["NotImportableError", "Summary", "import_file"]
