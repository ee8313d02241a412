"""What the API lets others read of a Zone: what its public pages show of the current release, and nothing more."""
