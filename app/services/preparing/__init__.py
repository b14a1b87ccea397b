"""A draft's files on the way to the model: columns mapped, places set, rows prepared, checked and brought back."""
