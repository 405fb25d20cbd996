"""Commands for who has a tracker: history, forecast, calibrate."""
