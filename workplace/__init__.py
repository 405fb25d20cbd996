"""The workplace: the folder that is read and written, the process that works. Pages and assistants share it."""
