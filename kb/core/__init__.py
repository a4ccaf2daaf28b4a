"""What everything stands on: errors, settings, roles, the clock, and how texts from outside are read.

Others use: clock, command_line, env_file, errors, events, intervals, networks, paging, roles, setting_groups, settings,
site_address, text, values.
"""
