"""British English; `formats.py` is where Django looks."""
