"""Requests and answers before anybody knows which page it is: clients, hosts, paths, limits, views by address."""
