"""How things are kept: the database and its migrations, files written whole or not at all, counters, secrets.

Others use: background, collecting, columns, copying, counting, daily_secret, data_folder, database,
in_time, key_check, relocation, retention, shared_clock, shared_counts, site_database.
"""
