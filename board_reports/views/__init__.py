"""The public pages of Board reports, one module for each group of them."""
