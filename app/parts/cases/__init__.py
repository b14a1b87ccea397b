"""Parts of the page of use cases: the form, the lists, one case with its reviews and outcomes, and the library."""
