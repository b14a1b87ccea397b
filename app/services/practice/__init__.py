"""What the demo city has to try the portal with beyond its people: the sample of ten departments."""
