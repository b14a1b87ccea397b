"""Working together inside: giving things to colleagues, handing everything over, having results reviewed."""
