"""Requests and answers before anybody knows which page it is: who the client is, host names, paths, limits."""
