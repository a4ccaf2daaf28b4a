"""Messages of the contact form: taken in whole, kept for a while, brought to the team and never lost on the way.

Others use: attachments, deliveries, inbox, message_rows, outbox, reference, wording.
"""
