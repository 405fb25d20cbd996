"""Documents that people hand over, each out of several studies."""
