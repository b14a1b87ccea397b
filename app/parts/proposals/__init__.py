"""Parts of the page of use cases that are of proposals: making one, the list, and one with its committee."""
