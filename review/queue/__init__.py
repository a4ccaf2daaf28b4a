"""Which article is to be reviewed, when and why."""
