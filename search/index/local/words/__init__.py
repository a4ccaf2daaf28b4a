"""The words of passages: who says which, how often, and how much each is worth."""
