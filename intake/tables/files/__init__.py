"""Files: text in any encoding and dialect, and workbooks, as sheets of cells."""
