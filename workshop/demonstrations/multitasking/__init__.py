"""Multitasking: what a team loses when everybody works on several features at once."""

from __future__ import annotations

from workshop.demonstrations.multitasking.boards import films
from workshop.demonstrations.multitasking.claims import HOLDS
from workshop.demonstrations.multitasking.draw import FIGURES
from workshop.demonstrations.multitasking.measure import find
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, films=films)
