"""Commands about scenario files: start one, check one, list what ships."""
