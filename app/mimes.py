"""What kinds of files are called on the web."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
ZIP = "application/zip"
PDF = "application/pdf"
HWPX = "application/hwp+zip"
