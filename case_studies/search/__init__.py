"""Finding case studies: the query language, names and synonyms, spelling, facets, and the one query behind a page.

What is stored and how it is kept right is SQL in the migration `search`; pages are in `case_studies/views`.
"""
