"""What the API lets others read of Board reports: the public ones, as they were published."""
