"""What lies in an articles folder beside the articles, and what of it is none of ours."""
