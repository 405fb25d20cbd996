"""Tables, figures and files from results."""
