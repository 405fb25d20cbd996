"""Predicted against realised: words, tables and figures."""
