"""What a demonstration leaves behind: figures, text, the facilitator sheet, files."""
