"""Values of cells: their guards, dates, addresses, names, and zeros that were lost."""
