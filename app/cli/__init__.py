"""The `modu` command, one file a family of sub-commands; each imports what it needs when it is called."""
