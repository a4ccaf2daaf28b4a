"""Files of articles as people change them: what is wrong, versions, differences, new articles."""
