"""Parts of the page of requests: the form, one agreement, and deciding."""
