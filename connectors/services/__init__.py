"""Services asked over the network: web addresses, open-data interfaces, a mail server."""
