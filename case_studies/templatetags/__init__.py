"""Template tags of the case study library, all about drawing."""
