"""The server as a browser meets it, really served."""
