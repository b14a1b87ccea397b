"""What the steps of the wizard are made of: bringing and reading a file, matching its columns, mending its cells, settings."""
