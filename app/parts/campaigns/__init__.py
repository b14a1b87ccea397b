"""Parts of the page of campaigns."""
