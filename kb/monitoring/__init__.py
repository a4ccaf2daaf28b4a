"""What operators watch: figures for Prometheus, a number for every request, log lines that programs read.

Others use: log_lines.
"""
