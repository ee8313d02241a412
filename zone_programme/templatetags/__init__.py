"""Tags of the Zone's pages."""
