"""What one help centre calls itself and looks like: names, colours, logos, icons, fonts."""
