"""The command line: ``vmo``."""

import typer

app = typer.Typer()
