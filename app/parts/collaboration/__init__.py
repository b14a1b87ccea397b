"""Parts of the page of collaboration checks: opening one, answering, and the answers side by side."""
