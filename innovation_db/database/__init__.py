"""The database backend: Django's own for PostgreSQL, but for how it finds out that a kept connection still works."""
