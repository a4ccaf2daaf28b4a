"""How things are kept: the database and its migrations, files written whole or not at all, counters, secrets.

Others use: background, collecting, columns, copying, counting, daily_secret, data_folder, database, relocation,
retention, site_database.
"""
