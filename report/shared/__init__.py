"""What all reports share: words for numbers, tables, pages, looks, files."""
