"""What every address under `/api/v1/` shares: reading only, pages, limits, errors, the schema and its page.

Each app above the floor has an `api` module of its own with what it lets others read.
"""
