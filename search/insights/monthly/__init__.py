"""The report of a month: what the first screen says, gaps, articles, overdue reviews; by mail to whoever wants it.

Others use: claims, letter, month_report, report_readers, sending.
"""
