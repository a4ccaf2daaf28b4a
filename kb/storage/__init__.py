"""How things are kept: the database and its migrations, files written whole or not at all, counters, secrets."""
