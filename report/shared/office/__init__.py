"""What all Office files of the program share: the style of sheets, and no moment in time."""
