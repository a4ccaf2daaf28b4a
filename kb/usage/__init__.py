"""How articles are used: how often they are read, and what staff sent for which ticket."""
