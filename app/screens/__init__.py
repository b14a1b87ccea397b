"""One thin script a page: it asks a service and draws."""
