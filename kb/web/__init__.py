"""Requests and answers before anybody knows which page it is: clients, hosts, paths, limits, views by address.

Others use: below_path, client, cors, deadline_transport, for_programs, hosts, json_body, measure, outside, policies,
posting, rate_limit, routes, source, visits.
"""
