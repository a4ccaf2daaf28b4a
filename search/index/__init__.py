"""What an index is asked and what it answers, whatever it is made of."""
