"""The ASGI application: Streamlit, and beside it sign-in, uploads, downloads and health on routes of our own."""

from app.server.application import build
from app.server.serve import serve

__all__ = ["build", "serve"]
