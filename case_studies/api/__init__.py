"""What the API lets others read of the library: published case studies, councils and themes."""
