"""The quarter ends: what happened goes in, the next scenario comes out."""
