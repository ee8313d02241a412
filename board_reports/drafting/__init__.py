"""Drafting: a complete first draft of each kind of report, written from what the site knows.

One module a kind says which paragraphs there are and in what order; `zones`, `library`, `programmes` and `plans` write
paragraphs that several kinds share; `paper` collects them with their figures; `actions` stores them. A paragraph for
which there is no data is left out, or says kindly that nothing is recorded; it is never made up.
"""
