"""The address of the portal as people reach it, for what is written down or handed on."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from app import session


def own_address() -> str:
    """What the settings say, else what this browser asked for, as `https://modu.city.example`; to be asked while a page is drawn."""
    here = urlsplit(st.context.url or "")
    return str(session.setting("portal_address")) or f"{here.scheme}://{here.netloc}"
