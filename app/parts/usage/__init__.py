"""Parts of the page of usage."""
