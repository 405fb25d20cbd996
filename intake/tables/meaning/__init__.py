"""What headings and cells mean: fields, amounts, shares, dates, yes and no."""
