"""What reviewers decide, and how it is carried out without losing anything."""
