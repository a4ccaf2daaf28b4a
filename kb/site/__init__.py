"""The running site and the frame of its pages."""
