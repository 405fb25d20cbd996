"""From a sheet to rows of MMPs: heading row, rows that count, columns converted, rows put together."""
