"""Re-organising: changing the tree of organisations with what it touches told first, by hand or by a workbook."""
