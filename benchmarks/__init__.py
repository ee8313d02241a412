"""Measuring how fast the site answers: `make bench`. Never a test: a timed test fails by accident."""
