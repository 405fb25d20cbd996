"""One folder per demonstration; ``workshop.registry`` names them.

``text.yaml`` is what is said, ``measure.py`` what is run, ``draw.py`` what is drawn, ``claims.py`` what captions
rest on, ``boards.py`` what a film shows that is not the board of a scenario.
"""
