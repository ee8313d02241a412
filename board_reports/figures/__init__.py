"""Figures: numbers that are worked out from the site's data and named in a report's words, never typed.

`registry` says which there are, `catalogue` how each is worked out, `wording` how it reads, `qualifiers` whether what
is said about it is true.
"""
