"""What everything stands on: errors, settings, roles, the clock, and how texts from outside are read."""
