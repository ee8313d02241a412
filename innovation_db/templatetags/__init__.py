"""Template filters and tags of the floor; the settings make them builtins, so no template has to load them."""
