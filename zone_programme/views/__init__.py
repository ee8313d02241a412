"""The public pages of the Zone, one module for each kind of page."""
