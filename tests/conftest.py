"""What every test shares: nothing of the site's own is replaced here."""
