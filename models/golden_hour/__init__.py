"""Golden Hour: where and when ambulances come late, and which post would help most."""
